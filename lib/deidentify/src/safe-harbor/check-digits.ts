/** Whether the last digit of a number is that of Luhn's formula (cards, IMEI; ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Multiplication in the dihedral group of order 10, and the permutation of each place, of Verhoeff's check digit. */
const TIMES = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const PLACES = ['0123456789', '1576283094', '5803796142', '8916043527', '9453126870', '4286573901', '2793806415', '7046913258'];

/**
 * Whether a number is an identifier of SNOMED CT: 6 to 18 digits, a partition of concepts or descriptions in the third and second last place, and
 * Verhoeff's check digit in the last (SNOMED CT release file specification, section 6).
 */
export function isSnomed(digits: string): boolean {
  if (!/^[1-9]\d{5,17}$/.test(digits) || !/^[01][01]$/.test(digits.slice(-3, -1))) return false;
  let check = 0;
  for (let i = 0; i < digits.length; i++) {
    const place = Number(PLACES[i % 8]?.[Number(digits[digits.length - 1 - i])]);
    check = Number(TIMES[check]?.[place]);
  }
  return check === 0;
}
