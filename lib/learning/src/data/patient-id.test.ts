import { describe, expect, it } from 'vitest';
import { namesNobody, normalPatientId } from './patient-id.ts';

describe('a patient identifier', () => {
  it('has one form, however it was typed', () => {
    expect(normalPatientId('Zu\u0308rich-5')).toBe('Z\u00fcrich-5');
    expect(normalPatientId(' \u00a05\t')).toBe('5');
    for (const id of ['5', '05', '5.0', 'P5', 'p5', '1E+05']) expect(normalPatientId(id)).toBe(id);
    for (const id of ['Zu\u0308rich', ' a ', '\u212b']) expect(normalPatientId(normalPatientId(id))).toBe(normalPatientId(id));
  });

  it('names nobody when it is empty or holds what nobody sees', () => {
    for (const id of ['', 'a\u200bb', '\u202e5', 'a\u0000', 'a\nb', '\ud800', 'a\u2028b'])
      expect([id, namesNobody(id)]).toEqual([id, true]);
    for (const id of ['5', 'M\u00fcller', '\u60a3\u8005-7', 'a b', '😀']) expect([id, namesNobody(id)]).toEqual([id, false]);
  });
});
