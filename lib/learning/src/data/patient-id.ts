/** Characters that nobody sees: control, format (direction, zero width), line and paragraph separators, halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The one form of a patient identifier by which rows are grouped and patients are held out: Unicode form NFC, without blanks around it.
 * Two spellings that a person cannot tell apart are one patient. Everything else (`5` and `05`, case) stays as it is: whether it means
 * one person is for the hospital to say.
 */
export function normalPatientId(text: string): string {
  return text.normalize('NFC').trim();
}

/** Whether an identifier (in its {@link normalPatientId} form) names nobody: it is empty, or holds characters that nobody sees. */
export function namesNobody(id: string): boolean {
  return id === '' || UNSEEN.test(id);
}
