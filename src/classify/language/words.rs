//! Common short words of the languages that are easily mistaken for one another.
//!
//! Written for this project: articles, pronouns, particles and what people type all day, accents included. A word may stand
//! in several lists; then it speaks for all of them. Dutch is here so that it is not taken for German.

/// Code and words, separated by spaces.
pub(super) const WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the and is are was were be been have has had do does did not you your yours my mine we our they \
         their them this that these those it its i m im he she his her him what when where who why how \
         which with without from for of to at by on but if or because so just get got can could would \
         should will won t don dont me us all more very really some any about out up down over than then \
         there here please thanks thank love still never ever yes hello hi anyone someone want need new \
         now good great bad day today tomorrow guys lol omg wtf",
    ),
    (
        "fr",
        "l d c j n qu s à par le la les des une et est sont était suis es ne pas plus je tu il elle nous vous ils elles on ce \
         cette ces cet mon ma mes ton ta tes votre vos notre nos leur leurs qui que quoi dont où avec \
         sans pour dans sur sous mais ou donc si très trop bien rien tout tous toute toutes c ça cela au \
         aux du en y a été avez avons ont fait faire peut être merci bonjour bonsoir svp stp oui non \
         quand comment pourquoi quel quelle quels quelles depuis encore toujours jamais aussi même déjà \
         après avant chez j ai salut coucou mdr ptdr quelqu un parce entre vers aujourd hui demain hier \
         voilà voici",
    ),
    (
        "de",
        "der die das den dem des ein eine einen einem einer und ist sind war waren nicht kein keine ich \
         du er sie es wir ihr mich mir dich dir uns euch mein meine dein deine sein seine ihre unser \
         euer wer wie wo wann warum welche mit ohne für auf aus bei von zu zum zur im am in an über \
         unter nach vor aber oder wenn weil dass ob noch schon immer nie auch nur sehr so ja nein doch \
         mal hier da dann jetzt heute morgen gestern habe hast hat haben wird werden kann können muss \
         soll will bin bist danke bitte hallo schön gut mehr als alle alles etwas nichts hab halt eben \
         ned nix wieder gerade gibt geht leider",
    ),
    (
        "es",
        "el la los las un una unos unas y es son era fue soy eres estar está están estoy no me te se nos \
         os le les lo mi mis tu tus su sus nuestro vuestro que qué quien quién como cómo cuando cuándo \
         donde dónde porque por para con sin de del en al a pero o si sí muy más menos ya también \
         siempre nunca hoy mañana ayer aquí allí gracias hola yo tú él ella nosotros ustedes vosotros \
         todo todos toda nada algo este esta estos estas ese esa eso esto hay ha he has han tiene tengo \
         hacer bien mal jaja jajaja ni solo sólo hasta desde cuál pues vez quiero ser día",
    ),
    (
        "it",
        "il lo la gli le un uno una e è sono era sei siamo siete non mi ti si ci vi me te lui lei noi \
         voi loro mio mia miei tuo tua suo sua nostro vostro che chi cosa come quando dove perché perchè \
         per con senza di del della dello dei delle degli da dal dalla in nel nella al alla allo ai agli \
         su sul sulla ma o se più meno già anche sempre mai oggi domani ieri qui grazie ciao io tu \
         questo questa questi queste quello quella ho hai ha abbiamo avete hanno fare fatto bene male \
         molto tutto tutti niente nn cmq xké ancora solo poi però anzi ed proprio",
    ),
    (
        "pt",
        "o os as um uma uns umas e é são era foi sou está estão estou não nao me te se nos lhe lhes meu \
         minha meus minhas teu tua seu sua seus suas nosso nossa que quem como quando onde porque por \
         para pra pro com sem de do da dos das em no na nas ao à mas ou sim muito mais menos já também \
         sempre nunca hoje amanhã ontem aqui obrigado obrigada olá oi eu tu ele ela eles elas nós vocês \
         você vc vcs tudo todos toda nada algo este esta isso isto esse essa tem tenho fazer bem mal kkk \
         kkkk kkkkk rs pq tb tá to vou vai até só mesmo gente aí né cara ser dia tô",
    ),
    (
        "nl",
        "de het een en is zijn was niet geen ik jij je hij wij jullie mij mijn jouw haar ons onze wat \
         wie waar hoe wanneer waarom met zonder voor op uit bij van naar maar of als omdat dat die deze \
         dit nog al altijd nooit ook heel zo ja nee hier daar dan nu vandaag morgen heb hebt heeft \
         hebben wordt kan moet dank bedankt hallo goed meer alles niets te er",
    ),
];
