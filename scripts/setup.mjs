// Makes a clone ready to run: npm packages, native add-ons, compiled packages. Uses nothing but Node's own modules.
// This file stays readable for old versions of Node, so that they get a sentence and not a syntax error.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Consilium needs Node.js 20.19 or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      'Install a current release from https://nodejs.org (22 or 24 are good choices) and run the command again.\n',
  );
  process.exit(1);
}

const { main } = await import('./setup/main.mjs');
process.exitCode = await main(process.argv.slice(2));
