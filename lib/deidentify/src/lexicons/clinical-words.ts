/** Diseases, signs and scales that carry a person's name: a family name alone may mean one of these. */
export const EPONYMS: ReadonlySet<string> = new Set(
  `
addison alport alzheimer apgar asperger babinski baker barlow barrett barre barthel basedow bechterew behcet bell berger bowen braden brugada budd
burkitt chagas charcot chiari child churg cohn colles conn cooley creutzfeldt crohn cushing danlos down dressler duchenne duke
dupuytren ebstein edwards ehlers eisenmenger epstein ewing fabry fallot fanconi felty fisher fournier friedreich gaucher gilbert gleason glasgow
goodpasture graves guillain hansen hashimoto henoch hirschsprung hodgkin hoehn horner huntington jakob johnson kaposi kaplan karnofsky kawasaki
killip klinefelter kocher korsakoff lambert lewy likert lown lynch lyme marburg marfan marie mallory meier meniere meckel merkel mobitz morse munchausen murphy niemann
norton osgood osler paget pancoast parkinson perthes peyronie pick plummer pott prader prinzmetal pugh purkinje ramsay rankin ranson raynaud reiter
reye rett reynolds romberg rorschach roth sachs schlatter schonlein scheuermann sjogren snellen stargardt stevens strauss tanner tay tinel tourette
trendelenburg turner virchow weber wegener weiss wells wernicke westphal whipple white willebrand williams wilms wilson wolff yahr zenker zollinger ellison
`
    .trim()
    .split(/\s+/),
);

/** Words beside a name that make it a finding, a scale or a method, not a person. */
export const CLINICAL_WORDS: ReadonlySet<string> = new Set(
  `
disease diseases syndrome sign signs test score scale index criteria class classification grade stage phenomenon palsy chorea thyroiditis lymphoma
sarcoma tumor tumour carcinoma cancer adenoma anemia anaemia aneurysm angina arthritis ataxia contracture cyst diverticulum dystrophy dementia
encephalopathy esophagus oesophagus factor fracture hernia hepatitis infection lesion malformation nodule node nodes paralysis purpura reflex
regurgitation rupture spasm stenosis tetralogy tic triad ulcer vasculitis virus anomaly neuropathy nephropathy nephritis method formula equation procedure
operation maneuver manoeuvre position stain reaction cell cells body bodies pain acute chronic left right bilateral mild moderate severe type typical
atypical positive negative present absent normal abnormal suspected confirmed history of with without and or no not unknown other none status
tablet tablets capsule capsules injection wort extract oral daily twice weekly mg ml mcg units unit patch cream solution
`
    .trim()
    .split(/\s+/),
);
