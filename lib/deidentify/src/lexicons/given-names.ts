// Source: name files of the 1990 Census, U.S. Census Bureau (public domain), the most frequent ones, in lower case.

/** Given names that mean nothing else. */
export const GIVEN_NAMES: ReadonlySet<string> = new Set(
  `
aaron abby abel abigail abraham adam addie adele adeline adolfo adrian adriana adrienne agnes agustin aida aileen aimee
alan albert alberta alberto alejandro alex alexander alexandra alexis alfonso alfred alfredo alice alicia alisa alisha
alison allan allen allison alonzo alta alton alvin alyssa amanda amelia amos amy andre andrea andres andrew andy angela
angelia angelica angelina angeline angelo angie anita ann anna anne annette annie anthony antoine antoinette anton
antonia antonio archie arlene armando arnold arthur arturo ashley aubrey audrey aurora barbara barry bart beatrice
beatriz becky belinda benito benjamin bennie benny bernadette bernard bernice bert bertha bessie beth bethany betsy
bette bettie betty beulah beverly billie billy blaine blake blanca blanche bob bobbi bobbie bobby bonita bonnie boyd
brad bradford bradley brady brandi brandon brandy brenda brendan brent bret brett brian bridget brittany brittney brooke
bruce bryan bryant bryce buddy burton byron caitlin caleb callie calvin cameron camille candace candice carey carl carla
carlos carlton carmela carmen carole caroline carolyn carrie carroll cary casey cassandra cassie catherine cathleen
cathy cecelia cecil cecile cecilia cedric celeste celia cesar chad charlene charles charlie charlotte chelsea cheri
cherie cheryl chester chris christa christi christie christina christine christopher christy chuck cindy claire clara
clarence clarice clark claude claudette claudia clayton cleo cleveland clifford clifton clint clinton clyde cody colin
colleen connie conrad constance consuelo cora corey corinne cornelius cory courtney craig cristina curt curtis cynthia
damian damien damon dan dana daniel danielle danny daphne darin darla darlene darnell darrel darrell darren darrin
darryl darwin daryl dave david deana deanna debbie debora deborah debra delbert delia della delores deloris demetrius
dena denis denise dennis derek derrick desiree desmond devin devon dewayne dewey dexter diana diane dianna dianne dina
dixie dolly dolores domingo dominic dominick dominique donald donna donnie dora doreen doris dorothea dorothy dorthy
doug douglas doyle duane dustin dwayne dwight dylan ebony eddie edgar edith edmond edmund edna eduardo edward edwin
effie efrain eileen elaine elbert eldon eleanor elena eli elias elijah elisa elisabeth elise elizabeth ella ellen elliot
elliott ellis elma elmer eloise elsa elsie elton elva elvin elvira emanuel emil emilio emily emma emmanuel emmett
enrique eric erica erick erik erika erin erma ernestine ernesto ernie ervin erwin esperanza essie esteban estella
estelle ester esther ethan ethel etta eugene eugenia eula eunice evan evelyn everett fannie fay faye felicia felipe
felix fernando flora florence floyd forrest frances francine francis francisca francisco frankie franklin fred freda
freddie freddy frederick fredrick frieda gabriel gabriela gabrielle gail gale garland garrett garry gary gayle geneva
genevieve geoffrey george gerald geraldine gerard gerardo gertrude gilbert gilberto gina gladys glenda glenn glenna
gloria goldie gordon gracie graciela grady greg gregg gregorio gregory gretchen grover guadalupe guillermo gustavo gwen
gwendolyn hannah hans harlan harley harold harriet harrison harry harvey hattie hazel heather hector heidi helen helena
helene henrietta henry herbert herman hilda holly homer horace howard hubert hugh hugo humberto ian ignacio imogene ina
inez ingrid ira irene irma irvin irving isaac isabel isabelle ismael israel iva ivan jack jackie jaclyn jacob jacqueline
jacquelyn jaime jake jamal james jamie jan jana jane janelle janet janette janice janie janine janis jared jarrod
jasmine jason jasper javier jay jayne jeanette jeanine jeanne jeannette jeannie jeannine jeff jeffery jeffrey jenifer
jenna jennie jennifer jenny jerald jeremiah jeremy jermaine jerome jerry jess jesse jessica jessie jesus jewel jewell
jill jillian jim jimmie jimmy joan joann joanna joanne joaquin jocelyn jodi jodie jody joe joel joey johanna john
johnathan johnnie johnny jolene jon jonathan jonathon joni jorge jose josefina joseph josephine josh joshua josie joyce
juan juana juanita judith judy julia julian julie julio julius junior justin justine kara karen kari karin karl karla
kate katharine katherine kathleen kathryn kathy katie katrina kay kayla keisha keith kelley kelli kellie kelly kelsey
kelvin ken kendall kendra kenneth kenny kent keri kermit kerri kerry kevin kimberley kimberly kirk kirsten krista
kristen kristi kristie kristin kristina kristine kristopher kristy krystal kurt kyle lacey ladonna lamar lamont lana
lance lara larry latasha latonya latoya laura laurel lauren laurence laurie laverne lawrence lea leah leanne leigh lela
leland lena lenora leo leola leon leona leonard leonardo leroy lesley leslie lester leticia levi lewis lila lillian
lillie lily linda lindsay lindsey lionel lisa lizzie lloyd logan lois lola lonnie lora loren lorena lorene lorenzo
loretta lori lorie lorna lorraine lottie lou louie louis louise lourdes lowell lucas lucia lucile lucille lucinda lucy
luella luis luke lula lupe luther luz lydia lyle lynda lynette lynn lynne mabel mable madeline mae maggie malcolm mamie
mandy manuel manuela marc marcella marcia marco marcos marcus marcy margaret margarita margie margo margret marguerite
maria marian marianne maribel marie marilyn marina mario marion marisa marisol marissa maritza marjorie marla marlene
marlon marsha marta martha martin martina marty marvin mary maryann mathew matt matthew mattie maude maureen maurice
mavis max maxine mayra megan meghan melanie melba melinda melissa melvin mercedes meredith merle micah michael micheal
michele michelle mickey miguel mike mildred millie milton mindy minnie miranda miriam misty mitchell mollie molly mona
monica monique monte morgan morris moses muriel murray myra myrna myron myrtle nadine nancy naomi natalie natasha nathan
nathaniel neil nell nellie nelson nettie nicholas nichole nick nicolas nicole nikki nina noah noel nolan nora norbert
norman olga oliver olivia ollie omar ora orlando orville oscar otis owen pablo paige pam pamela patrica patrice patricia
patrick patsy patti patty paul paula paulette pauline pedro peggy percy pete peter petra phil philip phillip phyllis
pierre polly preston priscilla quentin quinton rachael rachel rachelle rafael ralph ramiro ramon ramona randal randall
randolph randy raquel raul raymond reba rebecca rebekah regina reginald rena rene renee reuben rex reynaldo rhonda
ricardo richard rick rickey ricky rita robbie robert roberta roberto robin robyn rochelle rocky rod roderick rodger
rodney rodolfo rogelio roger roland rolando ron ronald ronda ronnie roosevelt rosa rosalie rosalind rosario roscoe
rosemarie rosemary rosetta rosie roxanne roy royce ruben rudolph rudy rufus russel russell ruth ryan sabrina sadie
sallie sally salvador salvatore sam samantha sammy samuel sandra sandy santiago santos sara sarah saul scotty sean selma
sergio seth shana shane shanna shannon shari sharon shaun shauna shawn shawna sheena sheila shelby sheldon shelia
shelley shelly sheri sherman sherri sherrie sherry sheryl shirley sidney silvia simon socorro solomon sondra sonia sonja
sonya sophia sophie spencer stacey staci stacie stacy stan stanley stefanie stephan stephanie stephen steve steven
stewart stuart susan susana susanne susie suzanne sybil sylvester sylvia tabitha tamara tami tamika tammie tammy tanya
tara tasha ted teddy terence teresa teri terrance terrell terrence terri terry thelma theodore theresa therese thomas
tiffany tim timmy timothy tina toby todd tom tomas tommie tommy toni tonia tony tonya tracey traci tracie travis trent
trevor tricia trina trisha troy trudy tyrone tyson ursula valerie vanessa velma verna vernon veronica vicente vicki
vickie vicky victor victoria vincent virgil vivian wallace walter wanda warren wayne wendell wendy wesley whitney
wilbert wilbur wilfred wilfredo willa willard william williams willie willis wilma wilson winifred winnie winston
woodrow xavier yolanda yvette yvonne zachary
`
    .trim()
    .split(/\s+/),
);

/** Given names that are also words: alone they tell nobody. */
export const WORDLY_GIVEN_NAMES: ReadonlySet<string> = new Set(
  `
ada alma amber ana angel april august austin autumn ben bill candy cara carol carolina charity chase christian clay
crystal daisy dale dallas dawn dean dee don drew earl earnest ernest eva faith fern frank gene georgia ginger glen grace
grant guy heath hope ida iris ivy jean jordan joy june kim lee mack mark marshall may melody miles neal norma ola olive
opal otto pat pearl penny perry ray roman rose ross ruby scott stella sterling sue summer taylor tracy tyler van vance
vera viola violet virginia wade will
`
    .trim()
    .split(/\s+/),
);
