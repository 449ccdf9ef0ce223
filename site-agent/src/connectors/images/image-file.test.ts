import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { ImageFault } from './decoded-image.ts';
import { readImageFile } from './image-file.ts';

/** A plain file with a size that the kernel lets be opened, and of which it says EINVAL when it is read: the nearest to a broken sector that needs no broken disk. */
const UNREADABLE = '/sys/devices/virtual/net/lo/speed';

it.skipIf(!existsSync(UNREADABLE))('a file that can be opened and not be read is one image that is not there', () => {
  expect(() => readImageFile(dirname(UNREADABLE), 'speed')).toThrow(ImageFault);
});
