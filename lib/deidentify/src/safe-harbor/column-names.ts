import type { Letter } from './identifiers.ts';
import { normaliseCell } from './normalise.ts';

/** The words of a column's name: `patientDOB_2` is patient, dob, 2. */
export function wordsOf(name: string): readonly string[] {
  return normaliseCell(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

interface Rule {
  readonly letter: Letter;
  readonly phrases: readonly string[];
}

function rule(letter: Letter, phrases: string): Rule {
  return { letter, phrases: phrases.split(',') };
}

/** Names of columns that say what they hold. A phrase is found as whole words that follow each other, or as the whole name written together. */
const RULES: readonly Rule[] = [
  rule('G', 'ssn,social security,soc sec,ssn4,ssn last4,national id,nhs number,tax id,itin'),
  rule('E', 'fax,facsimile'),
  rule('D', 'phone,phones,telephone,=tel,telno,mobile,cellphone,cell phone,pager,beeper,callback,phone1,phone2'),
  rule('F', 'email,e mail,emails,mail address,mailto'),
  rule(
    'I',
    'health plan,beneficiary,member id,member no,member number,subscriber,policy no,policy number,policy id,insurance id,insurance no,insurance number,medicare id,medicaid id,mbi,hicn,payer id,group no',
  ),
  rule('J', 'account,acct,iban,bank,credit card,card no,card number,invoice,billing id,billing no,guarantor'),
  rule('L', 'vehicle,vin,licence plate,license plate,=plate,number plate,car registration'),
  rule('K', 'licence,license,certificate,passport,dea,npi,driver id,drivers'),
  rule(
    'M',
    'serial,serial no,device id,device identifier,device no,implant id,=mac,mac address,imei,imsi,udi,pump id,pacemaker id',
  ),
  rule('N', 'url,uri,website,web site,homepage,web address,=link,hyperlink'),
  rule('O', '=ip,ip address,ipv4,ipv6,ip addr,host ip,client ip'),
  rule(
    'P',
    'fingerprint,finger print,voiceprint,voice print,biometric,biometrics,iris scan,retina scan,palm print,face template,voice recording',
  ),
  rule('Q', 'photo,photograph,picture,portrait,face image,selfie,headshot,mugshot'),
  rule(
    'H',
    'mrn,medical record,record number,record no,chart no,chart number,patient id,patient no,patient number,pat id,pat no,pid,patid,person id,subject id,hospital no,hospital number,unit number,case note',
  ),
  rule(
    'B',
    'address,addr,street,city,town,village,county,parish,precinct,zip,zip code,zipcode,zip5,zip4,postcode,post code,postal,latitude,longitude,=lat,=lon,=lng,long lat,gps,geocode,geohash,coordinates,coords,census tract,census block,block group,neighborhood,neighbourhood,suburb,district,municipality,fips,residence,home town,birthplace,place of birth',
  ),
  rule(
    'C',
    'dob,birth date,birthdate,date of birth,birthday,birth day,birth month,birth year,year of birth,yob,birthyear,dod,date,dt,datetime,timestamp,admission time,admitted,admit,discharged,month of,admission month,week of year,day of year,day of month,weekday',
  ),
  rule(
    'A',
    'surname,last name,lastname,first name,firstname,given name,family name,middle name,maiden,maiden name,full name,fullname,patient name,name,initials,nickname,next of kin,emergency contact,contact person,mother name,father name,spouse,employer,fname,lname,=physician,=doctor,=surgeon,=attending,provider name',
  ),
  rule(
    'R',
    'uuid,guid,id,ids,identifier,token,barcode,accession,accession no,case no,case number,case id,encounter,visit id,visit no,visit number,sample id,specimen id,study id,trial no,record id,row id,rowid,hash,=key,pseudonym,hadm,uid',
  ),
];

/** Words that make another thing of a name: the name of a drug, the type of a device, days since a date. */
const HARMLESS: ReadonlyMap<Letter, ReadonlySet<string>> = new Map([
  [
    'A',
    new Set(
      'drug test lab device procedure diagnosis disease medication medicine column variable code product brand generic gene visits consulted specialty'.split(
        ' ',
      ),
    ),
  ],
  ['B', new Set('state zip3 type rural urban distance ngml qt interval region'.split(' '))],
  [
    'C',
    new Set(
      'days hours minutes weeks months years since until to from between offset duration length interval minus los count number type'.split(
        ' ',
      ),
    ),
  ],
  ['D', new Set('use calls type score'.split(' '))],
  ['J', new Set('blood bone tissue type'.split(' '))],
  ['L', new Set('count platelet growth bone type accident'.split(' '))],
  ['M', new Set('measurement measurements dilution monitoring creatinine troponin lactate type infection'.split(' '))],
  ['K', new Set('type'.split(' '))],
  ['N', new Set('type'.split(' '))],
  ['R', new Set('type class count'.split(' '))],
]);

/** Words that mean too much else to be told by one among others are written `=word`: they are the whole name. */
function isSaid(phrase: string, spaced: string, together: string): boolean {
  if (phrase.startsWith('=')) return phrase.slice(1) === together;
  return spaced.includes(` ${phrase} `) || phrase.replaceAll(' ', '') === together;
}

/** Words with which a phrase begins, and phrases written together: a name that has none of them says nothing, as of most of 20,000 genes. */
const BEGINNINGS: ReadonlySet<string> = new Set(
  RULES.flatMap(({ phrases }) =>
    phrases.filter((phrase) => !phrase.startsWith('=')).map((phrase) => phrase.split(' ', 1)[0] ?? ''),
  ),
);
const TOGETHER: ReadonlySet<string> = new Set(
  RULES.flatMap(({ phrases }) => phrases.map((phrase) => phrase.replace('=', '').replaceAll(' ', ''))),
);

const ZIP3 = /zip[ _-]?3(?!\d)|3[ _-]?digits?[ _-]?zip/i;
const YEAR_OF = /\byear\b/;

/**
 * The identifier that a column's name says it holds, if any.
 *
 * @returns the letter and the phrase of the name; it names a column, never what stands in it
 */
export function identifierInName(name: string): { readonly letter: Letter; readonly phrase: string } | undefined {
  const words = wordsOf(name);
  const together = words.join('');
  if (!TOGETHER.has(together) && !words.some((word) => BEGINNINGS.has(word))) return undefined;
  const spaced = ` ${words.join(' ')} `;
  const zip3 = ZIP3.test(name);
  for (const { letter, phrases } of RULES) {
    if (letter === 'B' && zip3) continue;
    const phrase = phrases.find((text) => isSaid(text, spaced, together));
    if (phrase === undefined) continue;
    const harmless = HARMLESS.get(letter);
    if (words.some((word) => harmless?.has(word))) continue;
    // The year of a date may stay; of a birth it tells an age over 89.
    if (letter === 'C' && phrase !== 'birth year' && phrase !== 'year of birth' && YEAR_OF.test(spaced)) continue;
    return { letter, phrase: phrase.replace('=', '') };
  }
  return undefined;
}

/** Whether a column's name speaks of ages. */
export function namesAge(name: string): boolean {
  return wordsOf(name).some((word) => word === 'age' || word === 'ages' || /^age(yrs?|years?|mos?|months?|days?|at)$/.test(word));
}

/** Whether a column's name speaks of a birth. */
export function namesBirth(name: string): boolean {
  return wordsOf(name).some((word) =>
    /^(?:born|yob)$|dob$|birth|^geb(?:oren|urt|dat|jahr)|naissance|nacimiento|nascita/.test(word),
  );
}

const CODING: ReadonlySet<string> = new Set(
  'snomed sct sctid concept code codes icd icd9 icd10 cpt hcpcs ndc loinc rxnorm atc dx diagnosis diagnoses procedure procedures drug drugs medication medications lab labs gene variant finding findings disorder condition problem test assay'.split(
    ' ',
  ),
);

/** What the name of a column lets expect of its cells. */
export interface ColumnHints {
  /** Codes of a terminology, whose numbers look like those of people. */
  readonly coded: boolean;
  /** Identifiers of this kind, by the column's name. */
  readonly named?: Letter;
  readonly age: boolean;
  /** The first three digits of ZIP codes. */
  readonly zip3: boolean;
}

/** What the name of a column lets expect of its cells. */
export function columnHints(name: string): ColumnHints {
  const named = identifierInName(name)?.letter;
  return {
    coded: wordsOf(name).some((word) => CODING.has(word)),
    ...(named === undefined ? {} : { named }),
    age: namesAge(name),
    zip3: ZIP3.test(name),
  };
}
