import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from './generate.ts';
import { writeOddLines } from './odd-lines.ts';
import { readSample } from './sample-lines.ts';
import { SAMPLE_START, stories } from './sample-stories.ts';

const ODD = 'odd-lines';

/** Writes all samples below a folder, in place of those that are there: always the same bytes. */
export async function writeSamples(folder: string): Promise<void> {
  const titles: string[] = [];
  for (const story of stories) {
    const out = path.join(folder, story.folder);
    rmSync(out, { recursive: true, force: true });
    const truth = await generate({ ...story.options, out });
    const readme = story.readme(truth, readSample(out));
    writeFileSync(path.join(out, 'README.md'), readme);
    titles.push(entry(story.folder, readme));
  }
  titles.push(entry(ODD, await oddLines(path.join(folder, ODD))));
  writeFileSync(path.join(folder, 'README.md'), overview(titles));
}

async function oddLines(out: string): Promise<string> {
  rmSync(out, { recursive: true, force: true });
  const scratch = mkdtempSync(path.join(tmpdir(), 'mapiscope-samples-'));
  try {
    const plain = path.join(scratch, 'plain');
    await generate({
      out: plain,
      scenarios: ['clean_day'],
      clients: 3,
      servers: 1,
      hours: 0.1,
      seed: 21,
      noise: 0,
      start: SAMPLE_START,
    });
    const rows = readSample(plain)
      .filter(
        ({ file, text }) => file.includes('HttpProxy') && /^\d/.test(text) && text.includes(',200,200,'),
      )
      .map(({ text }) => text);
    mkdirSync(out, { recursive: true });
    const readme = writeOddLines(out, rows);
    writeFileSync(path.join(out, 'README.md'), readme);
    return readme;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const entry = (folder: string, readme: string): string =>
  `| [\`${folder}\`](${folder}/README.md) | ${readme.slice(2, readme.indexOf('\n'))} |`;

const overview = (entries: readonly string[]): string => `# Samples

Small logs in the shape that Exchange writes them, one folder a situation, laid out as on the servers:
\`<SERVER>/Logging/…\` is what \`%ExchangeInstallPath%Logging\\\` holds there. Each folder's README says what
happened, who noticed, and which lines show it. All names and addresses are made up.

| folder | what happened |
|---|---|
${entries.join('\n')}

Written by \`src/generate/samples.ts\` (\`node src/generate/samples.ts\`), always the same bytes. Git keeps them as they
are (\`.gitattributes\`): the line ends are CR LF, and in \`odd-lines\` some bytes are wrong on purpose.
`;

if (import.meta.main) {
  const folder = process.argv[2] ?? path.join(import.meta.dirname, '..', '..', 'samples');
  await writeSamples(folder);
  process.stdout.write(`${readdirSync(folder).join(' ')}\n`);
}
