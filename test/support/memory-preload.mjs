// Preloaded into a coordinator (with --expose-gc): on SIGUSR2 it tells in its log how much memory is alive.
process.on('SIGUSR2', () => {
  // Twice: what finalisers of the first collection release is collected by the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  process.stderr.write(`${JSON.stringify({ msg: 'memory', heapUsed, external, arrayBuffers, rss })}\n`);
});
