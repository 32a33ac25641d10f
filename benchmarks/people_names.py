"""Names for generated people: as their owners write them, and as others do."""

# In its own script, then as it is written in Latin letters.
ARABIC_GIVEN = """
محمد Mohammed Muhammad Mohamed | أحمد Ahmed Ahmad | علي Ali Aly | عمر Omar Umar
خالد Khalid Khaled | يوسف Yusuf Youssef | إبراهيم Ibrahim Ebrahim | حسن Hassan Hasan
حسين Hussein Husain | سعيد Said Saeed | مصطفى Mustafa Mostafa | طارق Tariq Tarek
كريم Karim Kareem | سليم Salim Saleem | فيصل Faisal Faysal | جمال Jamal Gamal
رضا Rida Reda | بلال Bilal Belal | حمزة Hamza Hamzah | زياد Ziad Ziyad | فاطمة Fatima Fatma
عائشة Aisha Aicha | خديجة Khadija Khadijah | مريم Mariam Maryam | زينب Zainab Zeinab
ليلى Leila Layla | نور Nour Noor | سلمى Salma Selma | هدى Huda Hoda | رانيا Rania Raniya
ياسمين Yasmin Yasmine | دينا Dina Deena | سميرة Samira Sameera | نادية Nadia Nadiya
أمل Amal Amel
"""
ARABIC_FAMILY = """
حداد Haddad Hadad | منصور Mansour Mansur | نصر Nasr Naser | صالح Saleh Salih
عثمان Othman Osman | الحسن Al-Hassan Alhasan | شريف Sharif Cherif | قاسم Qasim Kassem
بركات Barakat Barakaat | زيدان Zidane Zeidan | خوري Khoury Khouri | درويش Darwish Darwich
سليمان Suleiman Sulayman | فاروق Farouk Farooq | طه Taha Tahaa | الشامي Al-Shami Elshamy
رمضان Ramadan Ramadhan | بدوي Badawi Badawy | غانم Ghanem Ghanim | مراد Murad Mourad
جابر Jaber Gaber | نجار Najjar Naggar | عطية Attia Atiya | حمدان Hamdan Hamdaan
شكري Shukri Choukri
"""
CYRILLIC_GIVEN = """
Александр Alexander Aleksandr | Михаил Mikhail Michail | Сергей Sergey Sergei
Дмитрий Dmitry Dmitri | Алексей Alexey Aleksei | Николай Nikolai Nikolay
Евгений Evgeny Yevgeni | Юрий Yuri Yury | Григорий Grigory Grigori | Тимофей Timofey Timofei
Ольга Olga Olha | Татьяна Tatiana Tatyana | Екатерина Ekaterina Yekaterina
Ксения Ksenia Xenia | Людмила Lyudmila Ludmila | Юлия Yulia Julia | Надежда Nadezhda Nadejda
Зинаида Zinaida Zinayida | Галина Galina Halyna | Вера Vera Viera
"""
CYRILLIC_FAMILY = """
Орлов Orlov Orloff | Ковальчук Kovalchuk Kowaltschuk | Шевченко Shevchenko Schewtschenko
Белов Belov Byelov | Кузнецов Kuznetsov Kusnezow | Жуков Zhukov Joukov
Соколов Sokolov Sokoloff | Чайка Chayka Tschaika | Мельник Melnyk Melnik
Федоров Fedorov Fyodorov | Лебедев Lebedev Lebedew | Гончар Honchar Gonchar
Воронин Voronin Woronin | Степанов Stepanov Stiepanov | Зайцев Zaitsev Zaytsev
Комаров Komarov Komaroff | Рудь Rud Rood | Савченко Savchenko Sawtschenko
Титов Titov Titow
"""
GREEK_GIVEN = """
Γιώργος Giorgos Yiorgos | Νίκος Nikos Nicos | Δημήτρης Dimitris Demetris
Χρήστος Christos Hristos | Παναγιώτης Panagiotis Panayiotis | Σταύρος Stavros Stauros
Ελένη Eleni Heleni | Σοφία Sofia Sophia | Αγγελική Angeliki Aggeliki
Βασιλική Vasiliki Vassiliki | Θανάσης Thanasis Thanassis | Ζωή Zoi Zoe
"""
GREEK_FAMILY = """
Παπαδάκης Papadakis Papadakes | Αντωνίου Antoniou Andoniou | Λάμπρου Lambrou Lamprou
Οικονόμου Oikonomou Economou | Μακρής Makris Macris | Γεωργίου Georgiou Yeoryiou
Κόκκινος Kokkinos Kokinos | Βλάχος Vlachos Vlahos | Σταματίου Stamatiou Stamatiu
Φωτίου Fotiou Photiou | Ράλλης Rallis Ralis
"""
LATIN_GIVEN = """
Achieng Adaeze Adèle Agnès Akinyi Alejandra Alice Amélie Amparo Andrés Ángela Atieno Barasa
Baraka Beatriz Benedict Bernadette Bérénice Brian Caroline Cecilia Célestin Chebet Chidi
Clémence Consuelo Cosmas Cyprian Damaris Denis Désiré Dieudonné Diego Dominic Edith Elías
Emmanuel Esperanza Esther Étienne Eunice Faith Faraja Félicité Fidel Florence Furaha Gaston
Geneviève Gloria Graciela Grace Guadalupe Habib Harriet Héctor Honorine Hugo Imani Inés Irène
Isaac Isidro Jacinta Jacques Jael Javier Jérôme Josephine Joaquín Jorge Judith Julián Kevin
Kioko Kwame Lázaro Léonie Lilian Lorenza Lucía Lydia Makena Malaika Marcel Marisol Mercy
Mireille Moraa Moses Mumbi Musa Mwende Nadège Naliaka Nekesa Njeri Noemí Nyambura Ochieng Odile
Olivia Omondi Pascal Paloma Penina Pilar Purity Quentin Rafael Raquel Rehema Rémy Rocío Rodrigo
Roland Rosa Sandrine Selina Sidonie Simón Soledad Solange Stella Sylvain Tabitha Thérèse
Tiburcio Tumaini Ursula Valentín Véronique Violet Wafula Wairimu Wambui Wangari Wekesa Xavier
Yvette Yolanda Zacarías Zawadi Zélie
"""
LATIN_FAMILY = """
Abegunde Achterberg Adeyemi Aguilar Alarcón Allard Amoah Arreola Asante Ashworth Ávila Ayala
Balogun Barbosa Baudouin Beaumont Benítez Bérubé Bianchi Blackwood Bonnet Bouchard Boateng
Brennan Cabrera Calloway Cárdenas Carvalho Castellanos Chege Chepkoech Cheruiyot Chukwu Cisneros
Cisse Clifford Coulibaly Crawley Dabrowski Darko Deschamps Diallo Donovan Dufour Dupont
Echeverría Ekwueme Escobar Esposito Fairbanks Faye Figueroa Fontaine Forde Gachanja Gallagher
Gathoni Gauthier Gichuru Gitonga Grimaldi Guerrero Gutiérrez Hakizimana Harrington Herrera
Hinojosa Holloway Huerta Iglesias Ikenna Iradukunda Jaramillo Juárez Kabera Kamara Kariuki
Kavanagh Keita Kerubo Kibet Kilonzo Kimani Kipkemboi Kiptoo Konaté Kosgei Koroma Lacroix Lagat
Lafontaine Langat Larsen Leclerc Ledesma Lefèvre Lombardi Macharia Maina Makori Maldonado
Manyara Marchetti Mbugua McAllister Mensah Meunier Mishra Molina Montoya Moreno Mukasa Munyao
Muriuki Musyoka Muthoni Mutiso Mutua Mwangi Mwaniki Nakamura Ndiaye Ndung'u Ngugi Nkurunziza
Nnamdi Nyaga Nyongesa Obregón Ochoa Odhiambo Ogunleye Okafor Okello Okonkwo Olivares Oloo
Onyango Opiyo Ortega Osei Otieno Ouédraogo Owino Pacheco Palomino Pelletier Perrault Pineda
Poirier Quintero Quispe Rasmussen Rivard Rotich Ruto Sagaste Salazar Sandoval Sankara Santangelo
Savary Sérurier Simiyu Soto Soumaré Sutherland Sylla Tanui Tessier Thibault Toure Traoré
Trujillo Uwimana Valdivia Vásquez Villalobos Wachira Wainaina Walsh Wanjala Waweru Whitcombe
Yáñez Yego Zambrano Zavala Zongo
"""
SHORT = {
    "Alejandra": "Ale", "Agnès": "Agnés", "Andrés": "Andy", "Beatriz": "Bea", "Caroline": "Caro",
    "Emmanuel": "Manu", "Josephine": "Josie", "Rafael": "Rafa", "Guadalupe": "Lupe",
    "Esperanza": "Espe", "Mohammed": "Mo", "Alexander": "Alex", "Mikhail": "Misha", "Olga": "Olya",
    "Nikolai": "Kolya", "Dmitry": "Dima", "Ekaterina": "Katya", "Tatiana": "Tanya",
    "Judith": "Judy", "Dominic": "Dom", "Isaac": "Ike", "Benedict": "Ben", "Kevin": "Kev",
    "Cecilia": "Ceci", "Florence": "Flo", "Lilian": "Lily", "Harriet": "Hattie",
    "Jacques": "Jacquot", "Javier": "Javi", "Thérèse": "Tere", "Isidro": "Chilo",
    "Jorge": "Coque", "Fatima": "Fatu", "Suleiman": "Sele",
}  # fmt: skip
STREETS = (
    "Acacia Road", "Foundry Lane", "Harbour Street", "Market Street", "Mission Road",
    "Old Mill Lane", "Station Road", "Rue des Jardins", "Rue du Port", "Calle Mayor",
    "Calle de la Luna", "Jacaranda Avenue", "Tamarind Drive", "Lakeview Road", "Hospital Road",
    "School Lane", "Baobab Avenue", "Quarry Street", "Chapel Lane", "River Road",
)  # fmt: skip
TOWNS = ("Marrowby", "Port Illis", "Kestrel Bay", "Brackenford", "Upper Tamsin", "Old Quennick")


def spellings(table: str) -> list[list[str]]:
    """One list a name: its own script first."""
    return [name.split() for name in table.replace("\n", "|").split("|") if name.strip()]
