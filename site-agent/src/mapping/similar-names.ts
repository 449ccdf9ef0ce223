import { wordsOf } from '@consilium/deidentify';

/** Names under which hospitals keep the same thing, in English and German; the first is what the group is called. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['age', 'alter', 'age years', 'years old', 'patient age'],
  ['birth date', 'dob', 'birthdate', 'date of birth', 'geburtsdatum', 'geburt', 'geb datum'],
  ['sex', 'gender', 'geschlecht'],
  [
    'patient',
    'patient id',
    'patid',
    'pat id',
    'patnr',
    'pat nr',
    'mrn',
    'person id',
    'subject id',
    'id',
    'fallnummer',
    'patientennummer',
  ],
  [
    'systolic pressure',
    'sbp',
    'sysbp',
    'sys bp',
    'systolic',
    'systolic bp',
    'ap hi',
    'trestbps',
    'resting bp',
    'rr sys',
    'rr systolisch',
    'systolisch',
  ],
  [
    'diastolic pressure',
    'dbp',
    'diabp',
    'dia bp',
    'diastolic',
    'diastolic bp',
    'ap lo',
    'rr dia',
    'rr diastolisch',
    'diastolisch',
  ],
  ['cholesterol', 'chol', 'cholesterin', 'total cholesterol', 'serum cholesterol', 'gesamtcholesterin'],
  ['hdl', 'hdl cholesterol', 'hdl c', 'hdlc'],
  ['ldl', 'ldl cholesterol', 'ldl c', 'ldlc'],
  ['triglycerides', 'trig', 'tg', 'triglyceride'],
  ['glucose', 'glc', 'gluc', 'blood sugar', 'blood glucose', 'fasting glucose', 'blutzucker', 'bz', 'glukose'],
  ['hba1c', 'a1c', 'hb a1c', 'hba1c percent'],
  ['creatinine', 'crea', 'creat', 'kreatinin', 'krea', 'scr', 'serum creatinine'],
  ['urea', 'harnstoff', 'bun', 'urea nitrogen'],
  ['bilirubin', 'bili', 'total bilirubin', 'tbil'],
  ['haemoglobin', 'hemoglobin', 'hb', 'hgb', 'haemoglobin'],
  ['sodium', 'na', 'natrium'],
  ['potassium', 'kalium'],
  ['calcium', 'ca', 'kalzium'],
  ['heart rate', 'hr', 'pulse', 'puls', 'herzfrequenz', 'hf'],
  ['maximum heart rate', 'max heart rate', 'thalach', 'max hr', 'hr max'],
  ['respiratory rate', 'resp', 'rr', 'atemfrequenz', 'af'],
  ['temperature', 'temp', 'body temperature', 'temperatur', 'koerpertemperatur'],
  ['oxygen saturation', 'spo2', 'sao2', 'saettigung'],
  ['weight', 'wt', 'gewicht', 'body weight'],
  ['height', 'ht', 'groesse', 'body height', 'koerpergroesse'],
  ['bmi', 'body mass index'],
  ['smoker', 'smoking', 'smoking status', 'raucher', 'tobacco'],
  ['diabetes', 'dm', 'diabetic', 'diabetes mellitus'],
  ['hypertension', 'htn', 'hypertonie', 'high blood pressure'],
  ['death', 'died', 'mortality', 'dead', 'exitus', 'verstorben', 'hospital death'],
  ['ward', 'station', 'department', 'abteilung'],
  ['admission', 'admitted', 'admit', 'admission date', 'aufnahme', 'aufnahmedatum', 'visit date', 'index date'],
  ['discharge', 'discharged', 'discharge date', 'entlassung', 'entlassungsdatum'],
  ['length of stay', 'los', 'verweildauer', 'days in hospital'],
  ['zip', 'zip code', 'zip3', 'postcode', 'postal code', 'plz', 'postleitzahl'],
  ['outcome', 'target', 'label', 'diagnosis', 'disease', 'ill', 'krank', 'num'],
];

const GROUP_OF: ReadonlyMap<string, string> = new Map(
  SYNONYMS.flatMap((group) => group.map((name) => [name, group[0] ?? name] as const)),
);

/** The words of a name without umlauts and digits at the end that only number columns. */
function plain(name: string): string {
  return wordsOf(name.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss')).join(' ');
}

/** What a name is likely to mean, in the words of the synonyms. */
export function meaningOf(name: string): string {
  const words = plain(name);
  return GROUP_OF.get(words) ?? words;
}

/** How alike two names of columns are, 0 .. 1: the same words, the same meaning, else the share of pairs of letters that they share (Dice). */
export function nameSimilarity(a: string, b: string): number {
  const [first, second] = [plain(a), plain(b)];
  if (first === second) return 1;
  if (meaningOf(a) === meaningOf(b)) return 0.95;
  // Both are known, and are two things.
  if (GROUP_OF.has(first) && GROUP_OF.has(second)) return 0.3 * dice(letters(first), letters(second));
  return 0.9 * Math.max(dice(letters(first), letters(second)), 0.9 * dice(letters(meaningOf(a)), letters(meaningOf(b))));
}

function letters(text: string): readonly string[] {
  const together = text.replaceAll(' ', '');
  return Array.from({ length: Math.max(0, together.length - 1) }, (_, i) => together.slice(i, i + 2));
}

function dice(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 0;
  const left = [...b];
  const shared = a.filter((pair) => {
    const at = left.indexOf(pair);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return (2 * shared.length) / (a.length + b.length);
}
