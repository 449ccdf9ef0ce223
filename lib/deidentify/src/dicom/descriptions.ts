/**
 * Words that descriptions of images are made of: parts of the body, directions, sequences and reconstructions, what was given, how it was seen. A word that is not
 * here does not stay, whatever it is. No word of them is a frequent name of a person.
 */
const WORDS: ReadonlySet<string> = new Set(
  `
abdomen abdominal abd pelvis pelvic chest thorax thoracic head brain skull neck cervical spine lumbar sacral sacrum coccyx breast heart cardiac coronary aorta aortic
lung lungs liver hepatic kidney kidneys renal spleen pancreas bladder prostate uterus ovary ovaries thyroid shoulder elbow wrist hand finger hip knee ankle foot toe
femur tibia fibula humerus radius ulna clavicle scapula rib ribs sternum patella calcaneus orbit orbits sinus sinuses mandible maxilla face temporal bone bones carotid vertebral
artery arteries arterial vein veins venous vascular portal pulmonary cerebral bowel colon stomach esophagus gallbladder biliary adrenal testis scrotum soft tissue
extremity upper lower left right bilateral both lt rt l r lat lateral medial ap pa obl oblique axial ax sagittal sag coronal cor transverse tra transaxial frontal prone supine
decubitus erect upright standing weightbearing flexion extension inspiration expiration breathhold view views cc mlo
ct cta cect mr mri mra mrv mrcp pet spect nm us cr dx xr mg rf xa fluoro angio angiography venography mammogram mammography tomosynthesis tomo ultrasound doppler duplex echo radiograph
scan scout localizer localiser loc topogram survey planning series sequence study exam image images recon reconstruction reformat reformatted mpr mip minip vrt subtraction
contrast noncontrast enhanced unenhanced with without w wo w/o w/ and of the pre post iv oral gad gadolinium delayed delay early late phase dynamic static perfusion diffusion adc dwi
dti flair stir tse fse tfe ffe gre se ge epi haste ssfse vibe lava thrive propeller blade space cube mprage spgr bravo trufi fiesta fisp flash ciss swi tof pd fs fatsat
fat sat suppressed water in out opposed inphase outphase map trace mean dual fast spin gradient inversion recovery weighted
standard std bone lung softtissue smooth sharp thin thick slice slices high low resolution res hires routine protocol screening followup follow up whole body half full corrected
uncorrected attenuation emission transmission rest stress gated ungated cine helical spiral volume
`
    .trim()
    .split(/\s+/),
);

/** Short forms with digits in them: weightings, dimensions, levels of the spine. */
const SHORT_FORM =
  /^(?:t[12]w?|t2\*|[234]d|c[1-7]|t(?:[1-9]|1[0-2])|l[1-5]|s1|b(?:0|50|100|200|400|500|800|1000|1400|1500|2000))$/;
/** A measure with its unit: without one, a number may be anything. */
const MEASURE = /^\d{1,3}(?:\.\d{1,3})?(?:mm|cm|kv|kvp|ms|tesla)$/;

/** A description without the words that may mean a person: those of the lexicon stay, in their order and spelling. @returns '' where none does */
export function cleanDescription(text: string): string {
  return text
    .split(/[\s,;:()[\]{}<>_+|"'!?^=\\]+/)
    .flatMap((word) => {
      const bare = word.replace(/^[-./]+|[-.]+$/g, '');
      return isKnown(bare.toLowerCase()) ? [bare] : [];
    })
    .join(' ');
}

function isKnown(word: string): boolean {
  return WORDS.has(word) || SHORT_FORM.test(word) || MEASURE.test(word) || isOfKnownParts(word);
}

/** `AX-T2`, `chest/abdomen` */
function isOfKnownParts(word: string): boolean {
  const parts = word.split(/[-/]/);
  return parts.length > 1 && parts.every((part) => part !== '' && isKnown(part));
}
