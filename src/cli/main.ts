#!/usr/bin/env node

// The native SQLite module crashes on older versions of Node instead of saying so, hence the look before it is
// loaded. A checkout has the right Node among its packages: npm's scripts and npx use that one.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `mapiscope needs Node 22.22 or newer, this is ${process.versions.node}. In a checkout, "npx mapiscope" brings its own.\n`,
  );
  process.exitCode = 1;
} else {
  const { run } = await import('./program.ts');
  process.exitCode = await run(process.argv);
}
