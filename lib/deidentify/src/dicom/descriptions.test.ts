import { expect, it } from 'vitest';
import { cleanDescription } from './descriptions.ts';

it.each([
  ['CHEST W/O CONTRAST', 'CHEST W/O CONTRAST'],
  ['AX T2 FLAIR 3mm, Dr. Abernathy', 'AX T2 FLAIR 3mm'],
  ['Zebulonsen^Quirina', ''],
  ['ABD/PELVIS W/ CONTRAST 20190314', 'ABD/PELVIS W/ CONTRAST'],
  ['T1-AX POST', 'T1-AX POST'],
  ['T1-ABERNATHY', ''],
  ['95 YO F CHEST', 'CHEST'],
  ['MRN 5550199 L5-S1', 'L5-S1'],
  ['555-0142', ''],
  ['120kV 5.5 mm', '120kV'],
  ['BRAIN\\Zebulon', 'BRAIN'],
])('%s becomes "%s"', (text, left) => {
  expect(cleanDescription(text)).toBe(left);
});
