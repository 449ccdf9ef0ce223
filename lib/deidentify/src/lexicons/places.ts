/** Cities and towns by name, in lower case: the largest of the United States, and large ones elsewhere. */
export const CITIES: ReadonlySet<string> = new Set(
  `
new york,los angeles,chicago,houston,phoenix,philadelphia,san antonio,san diego,dallas,san jose,austin,jacksonville,fort worth,columbus,charlotte
san francisco,indianapolis,seattle,denver,oklahoma city,nashville,el paso,boston,portland,las vegas,detroit,memphis,louisville,baltimore,milwaukee
albuquerque,tucson,fresno,sacramento,kansas city,mesa,atlanta,omaha,colorado springs,raleigh,long beach,virginia beach,miami,oakland,minneapolis,tulsa
bakersfield,wichita,arlington,aurora,tampa,new orleans,cleveland,honolulu,anaheim,lexington,stockton,corpus christi,henderson,riverside,newark,saint paul
st paul,santa ana,cincinnati,irvine,orlando,pittsburgh,st louis,saint louis,greensboro,jersey city,anchorage,lincoln,plano,durham,buffalo,chandler,chula vista
toledo,madison,gilbert,reno,fort wayne,north las vegas,st petersburg,lubbock,irving,laredo,winston-salem,chesapeake,glendale,garland,scottsdale,norfolk
boise,fremont,spokane,santa clarita,baton rouge,richmond,hialeah,san bernardino,tacoma,modesto,huntsville,des moines,yonkers,rochester,moreno valley
fayetteville,fontana,columbus,worcester,port st lucie,little rock,augusta,oxnard,birmingham,montgomery,frisco,amarillo,salt lake city,grand rapids
huntington beach,overland park,glendale,tallahassee,grand prairie,mckinney,cape coral,sioux falls,peoria,providence,vancouver,knoxville,akron,shreveport
mobile,brownsville,newport news,fort lauderdale,chattanooga,tempe,aurora,santa rosa,eugene,elk grove,salem,ontario,cary,rancho cucamonga,oceanside
lancaster,garden grove,pembroke pines,fort collins,palmdale,springfield,clarksville,salinas,hayward,paterson,alexandria,macon,corona,lakewood,sunnyvale
hollywood,pasadena,pomona,killeen,escondido,joliet,bellevue,naperville,rockford,savannah,bridgeport,torrance,mcallen,syracuse,surprise,denton,roseville
thornton,miramar,mesquite,olathe,dayton,carrollton,waco,orange,fullerton,charleston,west valley city,visalia,hampton,gainesville,warren,coral springs
cedar rapids,round rock,sterling heights,kent,columbia,santa clara,new haven,stamford,concord,elizabeth,athens,thousand oaks,lafayette,simi valley,topeka
norman,fargo,wilmington,abilene,odessa,columbia,pearland,victorville,hartford,vallejo,allentown,berkeley,richardson,arvada,ann arbor,rochester,cambridge
sugar land,lansing,evansville,college station,fairfield,clearwater,beaumont,independence,provo,west jordan,murrieta,palm bay,el monte,carlsbad,duluth
charleston,billings,helena,cheyenne,bismarck,pierre,concord,burlington,bangor,albany,trenton,dover,annapolis,harrisburg,scranton,erie,juneau
london,paris,berlin,madrid,rome,vienna,zurich,geneva,basel,amsterdam,brussels,copenhagen,stockholm,oslo,helsinki,dublin,lisbon,athens,warsaw,prague
budapest,munich,hamburg,cologne,frankfurt,milan,naples,turin,barcelona,valencia,lyon,marseille,manchester,liverpool,leeds,glasgow,edinburgh,cardiff
toronto,montreal,vancouver,calgary,ottawa,mexico city,guadalajara,sydney,melbourne,brisbane,perth,auckland,tokyo,osaka,beijing,shanghai,hong kong
singapore,mumbai,delhi,bangalore,chennai,karachi,lahore,dhaka,manila,jakarta,seoul,cairo,lagos,nairobi,johannesburg,cape town,sao paulo,rio de janeiro
buenos aires,bogota,lima,santiago,caracas,istanbul,tehran,baghdad,moscow,kyiv
`
    .trim()
    .split(/[,\n]/),
);

/** Cities whose names mean something else in medicine or in plain words: alone they tell nobody. */
export const WORDLY_CITIES: ReadonlySet<string> = new Set(
  'mobile surprise orange corona independence concord columbia hampton norfolk glasgow gilbert cambridge manchester barcelona lincoln madison aurora kent erie warren'.split(
    ' ',
  ),
);

/** States and territories of the United States by their letters; a state is no identifier, what stands before it is. */
export const STATES: ReadonlySet<string> = new Set(
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR GU VI'.split(
    ' ',
  ),
);
