#!/usr/bin/env node
import path from 'node:path';

// The native SQLite module crashes on older versions of Node instead of saying so, hence the look before it is
// loaded. A checkout has the right Node among its packages: npm's scripts and npx use that one.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `mapiscope needs Node 22.22 or newer, this is ${process.versions.node}. In a checkout, "npx mapiscope" brings its own.\n`,
  );
  process.exitCode = 1;
} else {
  // A start takes a sixth less when nothing has to be compiled again. Kept beside the program, where who may write may change
  // the program too; threads and child processes find it by the variable. Where nothing can be written it is left out.
  if (path.extname(import.meta.filename) === '.js') {
    const { enableCompileCache } = await import('node:module');
    process.env['NODE_COMPILE_CACHE'] ??= path.join(import.meta.dirname, '..', '.compiled');
    enableCompileCache(process.env['NODE_COMPILE_CACHE']);
  }
  const { run } = await import('./program.ts');
  process.exitCode = await run(process.argv);
}
