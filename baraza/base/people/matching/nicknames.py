"""Names that stand for one another: short forms, and spellings too far apart for a comparison.

Two names that are both known here and share no line are different names, however alike they look:
Hassan is not Hussein.
"""

from baraza.common.folding import fold

_LINES = """
robert rob bob bobby bert robbie roberto beto
william will bill billy willy liam guillaume guillermo memo
richard rick dick rich ricky ricardo
elizabeth elisabeth liz beth betty lizzie eliza elise lise babette isabel isabelle chabela isabella
margaret maggie meg peggy marguerite margarita daisy greta
katherine catherine kate kathy katie cathy kathryn catalina katarina ekaterina екатерина катя katya
james jim jimmy jamie jaime
john jack johnny jon jean juan ivan иван vanya ваня yohana john
joseph joe joey jose pepe josef yusuf youssef yousef يوسف jusuf josephe iosif
michael mike mick mickey michel miguel mikhail михаил misha миша mikaeli
peter pete pierre pedro petr пётр петр petro petros πετρος
paul paulo pablo pavel павел pavlos παυλος paolo
alexander alex alec sasha саша александр alexandre alejandro aleksandr xander alexandros αλεξανδρος
alexandra alex sasha саша александра alejandra sandra aleksandra
anthony tony antony antoine antonio tono anton αντωνης antonis toni
charles charlie chuck carlos karl carl charly
edward ed eddie ted ned eduardo lalo edouard edu
francis frank francisco paco pancho kiko francois fran
frances fran francesca francine fanny francoise
henry harry hank enrique quique kike henri heinrich
thomas tom tommy tomas
samuel sam sammy samweli
samantha sam
daniel dan danny dani danilo
daniela dani daniella danielle
david dave davy daudi dawud داود
stephen steven steve stefan etienne esteban stefano στεφανος stefanos stepan степан
susan sue suzanne susana susie suzy
patricia pat patty tricia trish
patrick pat paddy patricio patrice
jennifer jen jenny
jessica jess jessie
barbara barb babs
deborah deb debbie debora
dorothy dot dottie dorothea dorotea
theodore ted theo teddy teodoro fyodor фёдор федор θεοδωρος theodoros
andrew andy drew andres andre andrei андрей andreas ανδρεας
benjamin ben benny benjie
christopher chris kit cristobal christophe
christine chris christina tina cristina chrissy
gregory greg gregorio grigory григорий
george jorge georges giorgos γιωργος γεωργιος georgios yiorgos georgi георгий
nicholas nick nicolas nico nikolai николай kolya коля nikos νικος nikolaos νικολαος
matthew matt mateo matthieu matvei
timothy tim timmy timoteo
victoria vicky vicki tori
rebecca becky becca rebeca
ronald ron ronnie
donald don donnie
gerald gerry jerry gerard
lawrence larry laurent lorenzo laurence
leonard leo len lenny leonardo
nathaniel nate nathan
philip phil philippe felipe filippos φιλιππος
raymond ray ramon
walter walt wally
abigail abby gail
veronica vero ronnie roni
ignacio nacho ignace
manuel manolo manny manu
maria mary marie mariam maryam miriam مريم мария masha маша μαρια mari
mario
jesus chucho chuy
fernando nando fernand ferdinand
dolores lola
guadalupe lupe
rosario charo
concepcion concha conchita
mercedes merche meche
teresa tere therese theresa
eugenia gena zhenya
dmitry dmitri dima дмитрий дима dimitri dimitris δημητρης demetrius dimitrios δημητριος
vladimir vova volodya владимир вова wladimir
sergei sergey сергей seryozha серёжа serge sergio
olga ольга olya оля
natalia natalya наталья наташа natasha nathalie
svetlana светлана sveta света
tatiana татьяна tanya таня tatyana
yulia julia юлия юля julie giulia
irina ирина ira ира irene ειρηνη irini
anna ann anne hannah ana ania аня анна anya annie αννα hanna
yelena elena елена лена lena helen helene eleni ελενη heleni
konstantinos κωνσταντινος kostas κωστας constantine konstantin константин costas
ioannis ιωαννης giannis γιαννης yannis
vasilis βασιλης vassilis vasilios
mohammed muhammad mohamed mohammad muhamed mohamad mo محمد mohamud mahamat mamadou mohamadi
mahmoud mahmud محمود mahmood
ahmed ahmad احمد hamada ahmet achmed
hamid حامد hamed
hassan hasan حسن hassani hasani
hussein husain hussain houssein hosein حسين husseini
ali عليّ علي
omar umar عمر
ammar عمار
amir emir امير ameer
amin امين ameen
othman osman uthman عثمان ousmane
ibrahim ebrahim ابراهيم abraham abe brahim ibrahima
ismail ismael اسماعيل ishmael smail
khalid khaled خالد
walid waleed وليد
said saeed saïd سعيد sayed
saad سعد
salim saleem سليم
salem سالم
salma سلمى
suleiman sulayman selemani sele soliman سليمان solomon sleiman
abdallah abdullah abdulla abdalla عبدالله abdu dula
abdulrahman abderrahman abdirahman عبدالرحمن abdurahman
karim kareem كريم
rashid rachid رشيد
mustafa mostafa moustapha مصطفى
tariq tarek طارق
nasser nasir ناصر naser
yasin yassin yasine ياسين
fatima fatma fatuma fatou fatoumata فاطمة fatu tuma fatimata
aisha asha aysha aicha عائشة ayesha aissatou aïcha
khadija hadija khadijah خديجة kadija
zainab zeinab zaynab زينب zeynep zena zuena
halima حليمة halimah haleema
hawa eve eva حواء
mariamu maryamu mariam maria mary
leila layla laila ليلى leyla
noor nour nur نور
nura noura نورة
amina ameena امينة aminata
samira sameera سميرة
samir sameer سمير
rania رانيا
hana hanaa هناء
huda هدى hoda
juma jumaa jumanne
ramadhani ramadhan rama ramadan
bakari abubakar abu bakr aboubacar boubacar
hamisi khamis
neema
zawadi
bahati
wanjiku shiku
wanjiru shiro
njoroge george
kamau
"""

_GROUPS: dict[str, frozenset[int]] = {}
for _number, _line in enumerate(_LINES.strip().splitlines()):
    for _name in fold(_line).split():
        _GROUPS[_name] = _GROUPS.get(_name, frozenset()) | {_number}


def groups_of(word: str) -> frozenset[int]:
    """The names a folded word may stand for, as numbers; empty where it is not known."""
    return _GROUPS.get(word, frozenset())
