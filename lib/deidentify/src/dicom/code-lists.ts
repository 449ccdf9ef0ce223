/** Words of one list, by single spaces and lines. */
function list(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

const YES_NO = list('YES NO Y N');

/**
 * Codes that kept elements may hold. Each is closed: a code that is not in its list is emptied, since what is written where a code belongs may be a
 * name. Terms are those of PS3.3, with some that are no terms and stand in many images.
 */
export const CODE_LISTS = {
  charset: new Set([
    ...[
      'ISO_IR 6',
      'ISO_IR 100',
      'ISO_IR 101',
      'ISO_IR 109',
      'ISO_IR 110',
      'ISO_IR 126',
      'ISO_IR 127',
      'ISO_IR 138',
      'ISO_IR 144',
    ],
    ...['ISO_IR 148', 'ISO_IR 203', 'ISO_IR 13', 'ISO_IR 166', 'ISO_IR 192', 'GB18030', 'GBK'],
    ...['6', '100', '101', '109', '110', '126', '127', '138', '144', '148', '203', '13', '166', '87', '159', '149', '58'].map(
      (number) => `ISO 2022 IR ${number}`,
    ),
  ]),
  imageType: new Set([
    ...list(`ORIGINAL DERIVED PRIMARY SECONDARY AXIAL LOCALIZER OTHER MIXED M P R I FFE SE IR NORM ND DIS2D DIS3D MFSPLIT MPR MIP PROJECTION VOLUME
      NONE DEFAULT AVERAGE ADD DIFFUSION ADC TRACEW TRACE FA PERFUSION PHASE MAG MAGNITUDE REAL IMAGINARY T1 T2 REFORMATTED RESAMPLED FUSED WATER FAT
      IN_PHASE OUT_PHASE EPI MAX_IP MIN_IP MEAN REST STRESS STATIC DYNAMIC GATED TOMO RECON WHOLE BODY EMISSION TRANSMISSION GREY CBF CBV MTT TTP
      ABDOMINAL OBSTETRICAL ENDOCAVITY VASCULAR COLOR GATED SUBTRACTION POST_CONTRAST ENHANCED DENSITY_MAP VELOCITY TDI SINGLE BIPLANE CSA CINE_VIEW
      CT_SOM5 SPI HELIX SPIRAL SSO SCOUT POSDISP SCREEN SAVE CSAPARALLEL MOSAIC PDMAP T1MAP T2MAP UNI INV1 INV2 SWI MNIP`),
    ...['', 'WHOLE BODY', 'SCREEN SAVE', 'RECON TOMO', 'RECON GATED TOMO', 'GATED TOMO', 'CINE VIEW'],
  ]),
  modality: list(
    'AR BI BMD CR CT DG DX ECG EPS ES GM IO IVOCT IVUS KER LEN LS MG MR NM OAM OCT OP OPM OPT OPV OT PT PX RF RG RTIMAGE SC SM TG US VA XA XC',
  ),
  conversion: list('DV DI DF WSD SD SI DRW SYN'),
  intent: new Set(['FOR PRESENTATION', 'FOR PROCESSING']),
  bodyPart:
    list(`ABDOMEN ABDOMENPELVIS ADRENAL ANKLE AORTA AXILLA BACK BLADDER BRAIN BREAST BRONCHUS BUTTOCK CALCANEUS CALF CAROTID CEREBELLUM CSPINE CTSPINE
    CERVIX CHEEK CHEST CHESTABDOMEN CHESTABDPELVIS CIRCLEOFWILLIS CLAVICLE COCCYX COLON CORNEA CORONARYARTERY DUODENUM EAR ELBOW WHOLEBODY ESOPHAGUS
    EXTREMITY EYE EYELID FACE FEMUR FINGER FOOT GALLBLADDER HAND HEAD HEADNECK HEART HIP HUMERUS ILEUM ILIUM IAC JAW JEJUNUM KIDNEY KNEE LARYNX LEG
    LIVER LSPINE LSSPINE LUNG MAXILLA MEDIASTINUM MOUTH NECK NECKCHEST NECKCHESTABDOMEN NECKCHESTABDPELV NOSE ORBIT OVARY PANCREAS PAROTID PATELLA PELVIS PENIS PHARYNX
    PROSTATE RECTUM RIB SSPINE SCALP SCAPULA SCLERA SCROTUM SHOULDER SKULL SPINE SPLEEN STERNUM STOMACH SUBMANDIBULAR TMJOINT TESTIS THIGH THUMB THYMUS
    THYROID TLSPINE TOE TONGUE TRACHEA TSPINE ARM UPRURINARYTRACT URETER URETHRA UTERUS VAGINA VULVA WRIST ZYGOMA`),
  laterality: list('R L B U'),
  orientation: list(
    'A P R L H F AL AR AH AF PL PR PH PF RA RP RH RF LA LP LH LF HA HP HR HL FA FP FR FL ALH ALF ARH ARF PLH PLF PRH PRF LE RT D V CR CD',
  ),
  scanning: list('SE IR GR EP RM RS'),
  variant: list('SK MTC SS TRSS SP MP OSP NONE'),
  scanOptions: new Set([
    ...list(
      'PER RG CG PPG FC PFF PFP SP FS CT HELICAL SPIRAL AXIAL SURVIEW NONE PFF FAST_GEMS ACC_GEMS FILTERED_GEMS EDR_GEMS TRF_GEMS SAT1 SAT2 FAT',
    ),
    ...['HELIX', 'HELICAL MODE', 'AXIAL MODE', 'SCOUT MODE', 'CINE MODE', ''],
  ]),
  acquisition: list('1D 2D 3D'),
  yesNo: YES_NO,
  position: list('HFP HFS HFDR HFDL FFDR FFDL FFP FFS LFP LFS RFP RFS AFDR AFDL PFDR PFDL SITTING'),
  view: list('AP PA LL RL RLD LLD RLO LLO ML LM LMO MLO CC LAT LATERAL OBL AXIAL'),
  direction: list('ROW COL OTHER COLUMN CW CC INCREMENTAL CONSTANT'),
  photometric: new Set([
    ...list('MONOCHROME1 MONOCHROME2 RGB YBR_FULL YBR_FULL_422 YBR_PARTIAL_420 YBR_ICT YBR_RCT'),
    'PALETTE COLOR',
  ]),
  lossy: list('00 01'),
  lossyMethod: list('ISO_10918_1 ISO_14495_1 ISO_15444_1 ISO_15444_15 ISO_13818_2 ISO_14496_10 ISO_23008_2'),
  relationship: list('LIN LOG DISP OTHER'),
  lutShape: list('IDENTITY INVERSE'),
  lutFunction: list('LINEAR LINEAR_EXACT SIGMOID'),
  rescale: list('HU US OD HU_MOD PCT Z_EFF ED EDW MGML BQML CNTS GML SUV'),
  calibration: list('GEOMETRY FIDUCIAL'),
  nucleus: list('1H 3HE 7LI 13C 19F 23NA 31P 129XE'),
  positioner: list('NONE CARM COLUMN MAMMOGRAPHIC PANORAMIC CEPHALOSTAT RIGID'),
  detector: list('DIRECT SCINTILLATOR STORAGE FILM AREA SLOT'),
  organ: list('BREAST'),
  exposureMode: list('MANUAL AUTOMATIC'),
  grid: list('FIXED FOCUSED RECIPROCATING PARALLEL CROSSED NONE IN'),
  collimator: list('PARA PINH FANB CONE SLNT ASTG DIVG NONE UNKN'),
  correction: list('DECY ATTN SCAT DTIM MOTN PMOT CLN RAN RADL DCAL NORM COR'),
  series: list('STATIC DYNAMIC GATED WHOLE BODY IMAGE REPROJECTION'),
  units: list(
    'CNTS NONE CM2 CM2ML PCNT CPS BQML MGMINML UMOLMINML MLMING MLG 1CM UMOLML PROPCNTS PROPCPS MLMINML MLML GML STDDEV',
  ),
  counts: list('EMISSION TRANSMISSION NONE DLYD SING START ADMIN'),
  volumetric: list('VOLUME SAMPLED DISTORTED MIXED NONE MAX_IP MIN_IP VOLUME_RENDER SURFACE_RENDER MPR CURVED_MPR'),
  pixelPresentation: list('COLOR MONOCHROME MIXED TRUE_COLOR COLOR_RANGE COLOR_REF'),
  component: list('MAGNITUDE PHASE REAL IMAGINARY MIXED'),
  contrast: list('DIFFUSION FLOW_ENCODED FLUID_ATTENUATED PERFUSION PROTON_DENSITY STIR TAGGING T1 T2 T2_STAR TOF UNKNOWN MIXED'),
  qualification: list('PRODUCT RESEARCH SERVICE'),
  directionality: list('DIRECTIONAL BMATRIX ISOTROPIC NONE'),
  maker: new Set([
    ...[
      'SIEMENS',
      'Siemens',
      'SIEMENS Healthineers',
      'Siemens Healthineers',
      'GE MEDICAL SYSTEMS',
      'GE Healthcare',
      'GE HEALTHCARE',
      'Philips',
    ],
    ...[
      'Philips Medical Systems',
      'Philips Healthcare',
      'TOSHIBA',
      'TOSHIBA_MEC',
      'CANON_MEC',
      'Canon Medical Systems',
      'HITACHI',
      'Hitachi Medical Corporation',
    ],
    ...[
      'FUJIFILM',
      'FUJIFILM Corporation',
      'FUJI PHOTO FILM Co., ltd.',
      'Agfa',
      'Agfa-Gevaert',
      'CARESTREAM',
      'CARESTREAM HEALTH',
      'KODAK',
      'KONICA MINOLTA',
    ],
    ...[
      'HOLOGIC, Inc.',
      'LORAD',
      'SAMSUNG',
      'Samsung Electronics',
      'SHIMADZU',
      'SHIMADZU CORPORATION',
      'UIH',
      'MINDRAY',
      'Esaote',
      'Varian Medical Systems',
    ],
    ...[
      'ACUSON',
      'ATL',
      'ADAC',
      'Picker International, Inc.',
      'Elscint',
      'Marconi Medical Systems',
      'Bruker',
      'Bruker BioSpin MRI GmbH',
      'Neusoft',
    ],
  ]),
  scheme: list('DCM SRT SCT SNM3'),
  sex: list('M F O'),
} as const satisfies Readonly<Record<string, ReadonlySet<string>>>;

/** Name of a closed list. */
export type CodeList = keyof typeof CODE_LISTS;
