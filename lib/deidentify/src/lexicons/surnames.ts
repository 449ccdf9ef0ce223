// Source: name files of the 1990 Census, U.S. Census Bureau (public domain), the most frequent ones, in lower case.

/** Family names that mean nothing else. */
export const SURNAMES: ReadonlySet<string> = new Set(
  `
aaron abel abernathy abraham abrams acevedo acker ackerman acosta adair adams adamson adcock addison adkins adler agee
aguilar aguilera aguirre aiken akers akins alaniz albert albrecht albright aldrich aldridge alexander alfaro alford
allen alley allison allred alonso alonzo alston altman alvarado alvarez amaya ambrose ames amos anaya anders andersen
anderson andrade andrews anthony aponte aragon archer arellano arias armstrong arnett arnold arredondo arrington arroyo
arthur ash ashby ashley ashton askew atkins atkinson atwood augustine avalos avery avila aviles ayala ayers babb babcock
baca bacon baer baez baggett bagley bailey bain baird baldwin ballard barajas barbour barger barker barksdale barlow
barnard barnes barnett barney barnhart barrera barrett barrios barron barrow barry barth bartholomew bartlett bartley
barton bassett bateman bates batts bauer baum bauman bautista baxter beach beal beam beard bearden beasley beatty beaty
beaulieu beaver beavers becerra beck becker beckman beebe begay belanger belcher bellamy beltran benavides bender
benedict benitez benjamin bennett benoit benson bentley benton berg berger bergeron bergman berman bermudez bernal
bernard bernier bernstein betts beverly beyer biggs billings bingham blackburn blackman blackmon blackwell blair blake
blalock blanchard blanco bland blank blankenship blanton bledsoe blevins bliss blount blue blum boggs bolden boles
bollinger bolton bonilla bonner booker boone booth borden boston boswell bouchard boucher boudreaux bourgeois bowden
bowen bower bowers bowie bowles bowling bowman bowser boyce boyd boyer boykin boyle boyles braden bradford bradley
bradshaw brady bragg brand brandon brandt branham brannon brantley braswell braun bravo braxton bray brennan brenner
brewer brewster bridges briggs brinkley briscoe britt britton brock bronson broussard brower browne browning bruce
bruner brunner bruno brunson bryan bryant bryson buchanan buckley buckner bullard bullock bunch bundy burch burden
burdick burger burgess burgos burke burkett burkhart burks burnett burnette burnham burr burrell burris burroughs
burrows burt burton busby busch butcher butts byers bynum byrd byrne caballero cabrera cagle cahill cain calderon
caldwell calhoun call callahan callaway calloway calvert camacho cameron camp campbell campos canales cano cantrell
cantu capps cardenas cardona cardwell carey carlisle carlson carlton carmichael carmona carnes carney caron carr
carrasco carrier carrillo carrington carroll carson cartwright caruso carver casey cason cassidy castaneda castellanos
castillo castro cates caudill cavanaugh cavazos cervantes chacon chadwick chamberlain chambers champagne champion chan
chandler chaney chang chapman chappell charles chastain chatman chavez chavis chen cheney cheng chester childers
childress childs cho choi christensen christiansen christie christopher christy chu chung cisneros clark clarke clayton
cleary clement clements clemons cleveland clevenger clifford clifton cline clinton cloud cloutier coates coats cobb
coburn cochran cody coe coffey coffman cohen coker colbert cole coleman coles coley collier collins colon colvin combs
comer compton conklin conley conn connell connelly conner connolly connor connors conrad conroy contreras conway cooke
cooley coon cope copeland corbett corbin corcoran cordero cordova corey corley cormier cornelius cornell cornett corona
coronado correa cortes cortez costa costello cote cottrell couch coulter courtney couture covington cowan coyle crabtree
craft craig crain cramer crandall craven crawford creech crenshaw crespo crews crisp crocker crockett croft cronin crook
crosby crouch crow crowder crowe crowell crowley crum crump cruz cuellar cuevas cullen culver cummings cummins
cunningham curran currie curtis cutler cyr dahl daigle dailey daley dalton daly daniel daniels darby darden darling
darnell daugherty davenport david davidson davies davila davis davison dawkins dawson deal deaton decker dejesus
delacruz delaney delarosa delatorre deleon delgado delong dempsey dennis dennison denny denson dent denton devine dewitt
dias diaz dickens dickerson dickey dickinson dickson diehl dietrich dietz diggs dillard dillon dixon dobbins dobbs
dobson dodd dodge dodson doe doherty dolan dominguez donahue donald donaldson donnelly donovan dooley doran dorman
dorsey doss dotson doty dougherty douglas dove dow dowdy dowell dowling downey downing downs doyle dozier draper
driscoll driver drummond duarte dube dubois dubose duckworth dudley duff duffy dugan dukes dumas dunbar duncan dunham
dunlap dupre dupree duran durant durbin durham dutton duvall dwyer dye dyer dykes dyson easley eason eastman echols
eckert eddy edmonds edmondson edwards egan elam eldridge elias elkins eller elliot elliott ellis ellison ellsworth
elmore emerson emery engel engle ennis enriquez epperson epps erickson ernst ervin erwin escobar escobedo esparza
espinosa espinoza esposito esquivel estes estrada etheridge eubanks evans everett ezell fagan fairchild farr farrar
farrell farris faulk faulkner faust fay felder feldman feliciano felix felton fenton ferguson fernandez ferreira ferrell
ferris figueroa finch fink finley finn finney fischer fitzgerald fitzpatrick flaherty flanagan fleming fletcher flint
flores floyd foley fontaine fontenot foote forbes foreman forrest fortune foss fountain fournier fowler francis franco
franklin franks fraser frazier frederick freeman frey friedman fritz frye fuentes fugate fulton funk gabriel gage gagne
gagnon gaines gale galindo gallagher gallardo gallegos gallo galloway galvan gamble gann gant garcia garland garner
garrett garrison garvin gary garza gaskins gaston gatlin gauthier gee geiger george gerber gibbons gibbs gibson gifford
gil gilbert gilchrist giles gillespie gilliam gillis gilmore gipson girard givens gleason glenn glover goddard godfrey
godwin goetz goff goins goldberg goldman goldsmith goldstein gomes gomez gonzales gonzalez goode goodrich goodson
goodwin gordon gore gorman goss gould grady graham granger grantham graves grayson greenberg greene greenwood greer
gregg gregory grier griffin griffith griggs grimes grimm gross grossman grove grover groves grubb grubbs guerra guerrero
guevara guidry guillory guinn gunn gunter gustafson guthrie gutierrez guzman haas hacker hackett hadley hagan hagen
hager hahn haines hairston hale haley ham hamby hamilton hamlin hamm hammond hammonds hammons hampton han hancock handy
haney hankins hanks hanley hanna hannah hansen hanson harden hardin harding hare hargrove harley harman harmon harms
harp harper harrell harrington harris harrison hartley hartman harvey haskins hastings hatch hatcher hatfield hathaway
hatton hawkins hawley hawthorne hay hayden hayes haynes hays hayward haywood healy heard hearn hebert heck hedrick
heller helm helms helton hemphill henderson hendricks hendrickson hendrix henley henry hensley henson herbert herman
hernandez herndon herrera herring herrington herron hess hester hewitt hickey hickman hicks higginbotham higgins
hightower hilliard hillman hilton hinds hines hinkle hinojosa hinson hinton hirsch hitchcock hobbs hobson hodge hodges
hoff hoffman hogan hogue holbrook holcomb holden holder holley holliday hollingsworth hollis holloway holman holmes holt
holton honeycutt hong hook hooker hooks hooper hoover hopkins hopper hopson horner horton hoskins houck hough houser
houston howard howe howell hoyt huang hubbard huber huddleston hudgins hudson huerta huff huffman huggins hughes hull
hummel humphrey humphreys humphries hunt huntley hurd hurley hurst huston hutchins hutchinson hutchison hutson hutton
huynh hyatt hyman ibarra inman irizarry irvin irving irwin isaac isaacs iverson ivey jack jackson jacob jacobs jacobsen
jacobson jacques james jameson jamison jansen jaramillo jarrell jarrett jarvis jeffers jefferson jeffries jenkins
jennings jensen jernigan jeter jewell jimenez john johns johnson johnston joiner jones jorgensen joseph joyce joyner
juarez judd kaiser kane kang kaplan katz kauffman kaufman kay kearney kearns keating keen keenan keene keith keller
kelley kellogg kelly kelsey kemp kendall kendrick kennedy kenney kenny kent kerns kerr kessler keyes khan kidd kilgore
killian kilpatrick kimball kimble kimbrough kincaid kinney kinsey kirby kirk kirkland kirkpatrick kiser kitchen klein
kline knapp knight knowles knox knutson koch koehler koenig kohler kraft kramer krause krueger kruse kuhn kurtz kyle
lacey lackey lacy ladner laird lam lamar lambert lancaster landers landis landrum landry lange langford langley langston
lanier lankford lara larkin larsen larson lassiter latham lau laughlin lawler lawrence lay layne layton leach leal leary
leavitt leblanc ledbetter ledford leggett lehman lemons lentz leon leonard leslie lester levesque levin levine levy
lewis leyva libby liles lilly lim lin lincoln lind linder lindsay lindsey linn lipscomb littlefield littlejohn liu
livingston lloyd locke lockett lockhart lockwood lofton logan lombardo longoria loomis looney lopes lopez lorenz lott
louis lovell lovett lowery lowry loyd lozano lucas lucero ludwig lugo lujan luke lund lundy lunsford lusk luther lutz
lyle lyles lynch lynn lyons lytle mabry macdonald machado macias mackey madden maddox madison madrid madsen magana magee
maguire maher mahoney main maldonado mallory malloy malone maloney manley manning mansfield manuel marcum marcus marin
marino marion marks marquez marrero martin martinez massey masters mata mathews mathis matlock matos matson matthews
mattingly mattson maurer maxwell mayberry mayer mayes mayfield maynard mayo mays mcallister mcbride mccabe mccain mccall
mccann mccarthy mccarty mccauley mcclain mcclellan mcclelland mcclendon mccloud mcclure mccollum mcconnell mccord
mccormack mccormick mccoy mccracken mccray mccullough mcdaniel mcdermott mcdonald mcdonough mcdowell mcelroy mcfadden
mcfarland mcgee mcghee mcgill mcginnis mcgowan mcgrath mcgraw mcgregor mcguire mchugh mcintosh mcintyre mckay mckee
mckenna mckenzie mckinley mckinney mckinnon mcknight mclain mclaughlin mclean mcleod mcmahan mcmahon mcmanus mcmillan
mcmillian mcmullen mcnair mcnally mcnamara mcneal mcneil mcneill mcpherson mcqueen mcrae mcwilliams meade meadows means
medeiros medina medley medrano meeks meier mejia melendez melton melvin mendez mendoza mercado mercer merchant meredith
merrill merritt messer metcalf metz metzger meyer meyers meza michael michaels michaud michel middleton milligan milton
mims miner minor minton miranda mitchell mixon mize mobley mock moffett mohr molina monahan monroe montalvo montanez
montano montes montgomery montoya mooney moore mora morales moran moreland moreno morgan morin morris morrison morrow
morse morton moseley moser moses mosher mosley mott moulton moya moyer mueller mullen muller mullins muniz munoz munson
murdock murillo murphy murray murry myers myles myrick nadeau nance napier naquin nava navarro naylor neely neff negron
nelson nesbitt newberry newby newcomb newell newman newsome newton nguyen nicholas nichols nicholson nickerson nielsen
nielson nieto nieves nix nixon nobles noel nolan norman norris norton norwood novak nowak nugent numbers nunez oakes
oakley obrien ochoa oconnell oconnor odell odom odonnell ogden ogle ohara ojeda okeefe oldham oleary oliver olsen olson
oneal oneil oneill ornelas orourke orozco ortega ortiz osborn osborne otero ott ouellette overstreet overton owen owens
pacheco padgett padilla pagan paige painter palacios palmer paquette parham parish parnell parr parra parris parrish
parrott parson parsons patel patrick patten patterson patton paul paulson paxton payne payton peachey peacock pearce
pearson pease peck pedersen pederson pelletier pena pendleton penn pennington peoples peralta perdue pereira perez
perkins peters petersen peterson pettit pham phelps phillips phipps pickens pickering pickett pierce pierre pierson
pimentel pina pineda piper pittman plummer poe poirier polk pollard pollock ponce ponder poole portillo posey potts
powell prado prater prather prescott presley pressley preston priest pringle pritchard pritchett proctor pruett pryor
puckett pulliam purcell purvis putnam pyle quarles queen quezada quinn quinones quintana quintero quiroz rader radford
ragland ragsdale raines rainey ramey ramirez ramos ramsey randall randle randolph rangel rankin ransom rasmussen ratliff
raymond reagan reardon reaves rector redd redding redman redmond reece reeder reeves reid reilly renteria reyes reyna
reynolds rhoades richard richards richardson richey richmond richter ricks riddick riddle ridley riggs riley rios
ritchie ritter rivas rivera roach roark robbins roberson roberts robertson robinette robinson robison robles rocha roche
rockwell rodgers rodrigues rodriguez rodriquez rogers rojas roland rollins romano romero romo rooney roper rosa rosado
rosales rosario rosas rosen rosenberg rosenthal rossi roth rouse rowan rowell rowland rowley roy rubin rubio rucker rudd
rudolph ruffin ruiz rushing russ russell russo ruth rutherford rutledge ryan ryder sadler saenz salas salazar saldana
salgado salinas salter sample sampson sams samuel samuels sanchez sanders sanderson sandoval sanford santana santiago
santos sapp sargent saucedo saunders sawyer saylor schaefer schaeffer schafer schaffer schell schmidt schmitt schmitz
schneider schreiber schroeder schultz schulz schumacher schuster schwartz scruggs seals seaman seay segura serna serrano
sewell sexton seymour shafer shaffer shah shannon shapiro shaver shaw shea shearer sheehan sheets sheffield sheldon
shelton shepard sheppard sheridan sherman sherrill sherwood shields shipley shipman shipp shirley shockley shoemaker
shook shuler shultz siegel sierra silva simmons simms simon simons simpson sims sinclair singh singletary singleton sisk
sizemore skaggs skelton slade slaughter sloan smalls smallwood smiley smith sneed snell snider snodgrass snowden snyder
solis solomon sorensen sorenson sosa sousa souza spain spangler spann spaulding spears speer spencer spicer spivey
sprague springer squires stacy stafford stahl staley stallings stamper stanford stanley stanton staples stapleton
starkey starks starnes starr staton stearns steen stein steiner stephens stephenson stern stevens stevenson steward
stewart stiles stinson stjohn stockton stoddard stoner storey story stovall stover strange stratton streeter strickland
stringer stroud stuart stubbs suarez suggs sullivan summers sumner sutherland sutton swanson swartz sweeney swenson
switzer sykes sylvester tabor tackett talbot talley tang tanner tapia tate tatum templeton terrell terry thacker tharp
thayer thomas thomason thompson thomson thorne thornton thorpe thurman thurston tidwell tilley timmons tinsley tipton
titus tobin todd tolbert tomlinson tompkins toney torres torrez tovar townsend trahan tran travis traylor trejo trent
trevino trimble triplett trotter trujillo tuttle tyson ulrich underwood unger upton urban valdez valencia valentin
valentine valenzuela valle vandyke vang vann varela vargas varner vasquez vaughan vaughn vazquez vega vela velasco
velasquez velazquez velez ventura vernon vick vickers vigil villa villalobos villanueva villarreal villegas vincent
vinson vogel vogt waddell wagner wagoner waite wakefield walden waldron wallace waller wallis walsh walter walters
walton wang warden ware warner warren washburn washington waterman watkins watson watt weathers weaver webb webber weber
webster weiss welch weldon weller wellman werner wesley westbrook weston wetzel whalen whaley whatley wheatley wheeler
whipple whitaker whitehead whitfield whitley whitlock whitman whitmore whitney whitt whittaker whitten whittington
wiggins wilburn wilcox wiley wilhelm wilkerson wilkes wilkins wilkinson willard willett willey william williams
williamson willingham willis willoughby wills wilson winkler winn winslow winston wiseman witherspoon wolfe wolff womack
wong woodall woodard woodruff woodson woodward woody wooten workman worley worrell worthington wray wyatt wynn xiong
yancey yang yarbrough yazzie ybarra yeager yoder yost youngblood zamora zapata zavala zeigler zepeda ziegler zimmer
zimmerman zuniga
`
    .trim()
    .split(/\s+/),
);

/** Family names that are also words: alone they tell nobody. */
export const WORDLY_SURNAMES: ReadonlySet<string> = new Set(
  `
abbott ali angel austin baker ball banks barber baron barr bass battle bean bell berry best bird bishop black block
bloom bond bonds branch bright brooks brown buck burns bush butler cannon carpenter carter case cash castle chance chase
cheek cherry chin christian church clay cook cooper cotton cox crane cross curry dale day dean diamond dick dill drake
drew duke dunn earl early eaton elder england english ewing fair farley farmer field fields fish fisher fitch flood
flowers flynn ford foster fox france frank french friend frost fry fuller gardner gates gay gentry german gill glass
gold golden good goodman grace grant gray green guy hall hammer hand hardy hart hawk head heath high hill hills holland
hood hope horn horne house hunter hurt hyde ingram ivy jean jolly jordan justice kern key keys kim king ladd lake lamb
land lane lang law laws lawson lee lemon light link little london long lord love lowe luna lyon mack major mann marsh
marshall mason may mead miles miller mills monk moody moon moss nash neal noble north nunn orr otto pace pack page paris
park parker parks pate pepper perry person petty pike pitts platt pool pope porter post potter powers pratt price prince
pruitt pugh quick ray read reed reese regan rhodes rice rich rider ring rivers rock roe roman root rose ross rowe ruff
rush salmon sands savage scales scott sears self sellers sharp sharpe shell shepherd short silver singer skinner slater
small smart snow soto sparks spence stark steele sterling stokes stone stout street strong swain swan swann sweet swift
taylor teague temple tillman toth tracy tripp tucker turner tyler vance vera voss wade walker wall walls ward waters
watts weeks weir wells welsh west white wilder wing winter winters wise witt wolf wood woods wright yates york young
`
    .trim()
    .split(/\s+/),
);
