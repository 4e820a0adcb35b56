//! Names by which the columns of exports are recognised, in English and French.

use super::mapping::Field;

/// Names by which the columns of exports are recognised, simplified as [`simplify`] does: English and French, from the exports of Meta Business
/// Suite, LinkedIn, X, YouTube Studio, Hootsuite, Sprout Social, Meltwater and Talkwalker, and what people write by hand.
#[rustfmt::skip]
const NAMES: &[(Field, &[&str])] = &[
    (Field::Id, &["id", "post id", "identifiant", "id de la publication", "identifiant de la publication", "id du post", "tweet id", "message id", "comment id", "review id", "id du commentaire", "video id", "guid", "uuid", "document id"]),
    (Field::Url, &["url", "link", "lien", "permalink", "lien permanent", "permalien", "post url", "post link", "lien du post", "lien de la publication", "tweet permalink", "url de la publication", "adresse", "video url", "update url", "web url"]),
    (Field::Source, &["source", "network", "reseau", "reseau social", "platform", "plateforme", "channel", "canal", "social network", "site", "source type", "source name"]),
    (Field::Kind, &["kind", "type", "post type", "type de publication", "type de post", "type de message", "content type", "message type"]),
    (Field::Title, &["title", "titre", "headline", "subject", "sujet", "objet", "titre de la publication", "video title", "titre de la video"]),
    (Field::Text, &["text", "texte", "message", "contenu", "content", "commentaire", "comment", "body", "post", "post text", "post message", "post content", "texte du post", "texte de la publication", "caption", "legende", "tweet", "tweet text", "full text", "verbatim", "avis", "review", "review text", "hit sentence", "snippet", "extrait", "mention", "comment text", "texte du commentaire", "post title", "reponse", "description", "mention text", "summary", "resume"]),
    (Field::Lang, &["lang", "language", "langue", "language code"]),
    (Field::Date, &["date", "published", "published at", "publication date", "published date", "date de publication", "publie le", "publiee le", "poste le", "created", "created at", "created time", "created date", "date creation", "date de creation", "cree le", "posted", "posted at", "posted on", "post date", "posted date", "publish time", "heure de publication", "date published", "timestamp", "datetime", "date time", "date heure", "date et heure", "time posted", "jour"]),
    (Field::Time, &["time", "heure", "hour"]),
    (Field::Author, &["author", "auteur", "autrice", "author name", "nom de l auteur", "name", "nom", "full name", "display name", "from", "from name", "user", "user name", "utilisateur", "posted by", "publie par", "account name", "nom du compte", "page name", "nom de la page", "reviewer", "expediteur", "sender"]),
    (Field::Handle, &["handle", "username", "user username", "author username", "author handle", "screen name", "user screen name", "pseudo", "nom d utilisateur", "account username", "account", "compte", "twitter handle"]),
    (Field::AuthorId, &["author id", "user id", "from id", "account id", "page id", "id de la page", "id du compte"]),
    (Field::AuthorUrl, &["author url", "author link", "profile url", "profile link", "url du profil", "lien du profil", "lien auteur", "url de l auteur"]),
    (Field::Followers, &["followers", "abonnes", "follower count", "followers count", "nombre d abonnes", "author followers", "author followers count", "user followers count", "subscribers", "abonnes de l auteur"]),
    (Field::Hashtags, &["hashtags", "hashtag", "mots dieses"]),
    (Field::Media, &["media url", "image url", "photo url", "url de l image", "image", "photo", "thumbnail"]),
    (Field::Query, &["query", "query name", "requete", "veille"]),
    (Field::Own, &["own", "is own"]),
    (Field::InReplyTo, &["in reply to", "in reply to id", "in reply to status id", "reply to", "en reponse a", "parent id"]),
    (Field::Conversation, &["conversation id", "thread id", "conversation", "fil"]),
    (Field::Likes, &["likes", "like", "like count", "likes count", "j aime", "jaime", "mentions j aime", "nombre de j aime", "reactions", "reaction count", "favorites", "favourites", "favorite count", "favoris", "likes and reactions", "reactions et mentions j aime", "total reactions"]),
    (Field::Replies, &["comments", "commentaires", "replies", "reponses", "comment count", "comments count", "reply count", "replies count", "nombre de commentaires", "nombre de reponses"]),
    (Field::Reposts, &["shares", "partages", "share count", "shares count", "reposts", "repost count", "retweets", "retweet count", "republications", "boosts", "reblogs count", "nombre de partages"]),
    (Field::Quotes, &["quotes", "quote count", "citations"]),
    (Field::Bookmarks, &["bookmarks", "bookmark count", "saves", "saved", "enregistrements", "signets"]),
    (Field::Views, &["views", "vues", "view count", "video views", "vues de la video", "nombre de vues", "plays", "lectures", "page views"]),
    (Field::Impressions, &["impressions", "impression count", "nombre d impressions"]),
    (Field::Reach, &["reach", "portee", "couverture", "reach count", "accounts reached", "people reached", "comptes touches", "personnes touchees", "post reach", "portee de la publication"]),
    (Field::Clicks, &["clicks", "clics", "click count", "link clicks", "clics sur le lien", "clics sur un lien", "total clicks", "nombre de clics", "url clicks"]),
    (Field::Score, &["score", "rating", "note", "etoiles", "stars", "star rating"]),
];

/// A column's name without case, accents, punctuation and what stands in brackets: `J’aime (total)` is `j aime`.
pub(super) fn simplify(name: &str) -> String {
    let name = name.split(['(', '[']).next().unwrap_or_default();
    let mut out = String::with_capacity(name.len());
    for char in name.chars().take(100).flat_map(char::to_lowercase) {
        let char = match char {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            char if char.is_alphanumeric() => char,
            _ => ' ',
        };
        if char != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(char);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The field that a column's name stands for.
pub(super) fn recognise(name: &str) -> Option<Field> {
    // A share or a rate is no count, whatever it is a share of.
    if name.contains('%') {
        return None;
    }
    let name = simplify(name);
    let find = |name: &str| {
        NAMES
            .iter()
            .find(|(_, names)| names.contains(&name))
            .map(|(field, _)| *field)
    };
    // JSON keeps counts in an object of their own, and some exports say "total" of each.
    let inner = [
        "metrics ",
        "public metrics ",
        "stats ",
        "statistics ",
        "total ",
        "lifetime ",
        "post ",
    ]
    .iter()
    .find_map(|prefix| name.strip_prefix(prefix));
    find(&name).or_else(|| inner.and_then(find))
}

#[cfg(test)]
mod tests {
    use super::{Field, NAMES, recognise, simplify};

    #[test]
    fn names() {
        for (name, field) in [
            ("Message", Some(Field::Text)),
            ("Publié le", Some(Field::Date)),
            ("J’aime", Some(Field::Likes)),
            ("Mentions J'aime (total)", Some(Field::Likes)),
            ("Commentaires", Some(Field::Replies)),
            ("commentaire", Some(Field::Text)),
            ("PORTÉE", Some(Field::Reach)),
            ("Nombre d’abonnés", Some(Field::Followers)),
            ("Réseau", Some(Field::Source)),
            ("metrics.like_count", Some(Field::Likes)),
            ("user.screen_name", Some(Field::Handle)),
            ("Identifiant de la publication", Some(Field::Id)),
            ("Views (%)", None),
            ("Réactions, commentaires et partages", None),
            ("Reactions, Comments and Shares", None),
            ("Engagement rate", None),
            ("Budget", None),
            ("", None),
        ] {
            assert_eq!(recognise(name), field, "{name}");
        }
    }

    #[test]
    fn every_name_is_simple_and_stands_once() {
        let mut all: Vec<&str> = NAMES
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        assert!(all.iter().all(|name| simplify(name) == **name));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
