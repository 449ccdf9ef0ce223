import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { handOnLines } from './native-lines.ts';

it('makes records of what the native library writes, and leaves all else as it is', async () => {
  const own = ['{"level":30,"msg":"connected"}', 'error: the folder holds no site', 'Info: I0000 is no line of it', ''];
  const native = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1795717475.289380   20080 mlir_graph_optimization_pass.cc:401] MLIR V1 optimization pass is not enabled',
    '2026-11-26 17:37:00.123456: E tensorflow/core/framework/op_kernel.cc:1842] out of memory',
  ];
  let written = '';
  await handOnLines(Readable.from([`${[...own, ...native].join('\n')}\n`]), {
    write: (text: string) => (written += text) !== '',
  });
  const lines = written.split('\n').slice(0, -1);
  expect(lines.slice(0, own.length)).toEqual(own);
  expect(lines.slice(own.length).map((line) => JSON.parse(line) as unknown)).toMatchObject(
    native.map((msg, i) => ({ component: 'tensorflow', level: i === 2 ? 50 : 30, msg })),
  );
});
