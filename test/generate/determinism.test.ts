import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type GenerateOptions, generate } from '../../src/generate/generate.ts';
import { logFiles, scratchFolder } from './written-logs.ts';

async function digest(options: Omit<GenerateOptions, 'out'>): Promise<string> {
  const out = path.join(scratchFolder(), 'logs');
  const truth = path.join(scratchFolder(), 'truth.json');
  await generate({ ...options, out, truth });
  const hash = createHash('sha256').update(readFileSync(truth));
  for (const file of logFiles(out)) hash.update(path.relative(out, file)).update(readFileSync(file));
  return hash.digest('hex');
}

const options = { clients: 12, hours: 1, servers: 3, noise: 0.3 };

it('writes the same bytes for the same seed, others for another', async () => {
  const first = await digest({ ...options, seed: 5 });
  expect(await digest({ ...options, seed: 5 })).toBe(first);
  expect(await digest({ ...options, seed: 6 })).not.toBe(first);
});

it('does not depend on the time of day or the time zone', async () => {
  const zone = process.env['TZ'];
  const first = await digest({ ...options, hours: 0.3, scenarios: ['clean_day'] });
  process.env['TZ'] = 'Pacific/Chatham';
  try {
    expect(await digest({ ...options, hours: 0.3, scenarios: ['clean_day'] })).toBe(first);
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});
