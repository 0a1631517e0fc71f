//! Names of files that nobody means to publish.

/// Whether the name of a file or folder says that others are not to see it: it begins with a dot. `node_modules` holds the files
/// of programs.
pub fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".") || name == b"node_modules"
}

/// Whether the last name of `path` is that of a key, a certificate or a store of passwords, or of a copy that an editor has
/// kept of one.
pub fn is_secret(path: &str) -> bool {
    const EXTENSIONS: [&str; 18] = [
        "pem", "key", "p8", "p12", "pfx", "jks", "keystore", "keytab", "keychain", "kdbx", "kdb",
        "ppk", "gpg", "asc", "env", "ovpn", "htpasswd", "netrc",
    ];
    const STARTS: [&str; 7] = [
        "id_rsa",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        "credentials.",
        "secrets.",
        "htpasswd",
    ];
    const COPIES: [&str; 6] = ["~", ".bak", ".old", ".orig", ".save", ".swp"];
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let mut name = name.as_str();
    while let Some(original) = COPIES.iter().find_map(|copy| name.strip_suffix(copy)) {
        name = original;
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.contains(&extension) || STARTS.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn keys_and_copies_of_keys() {
        for name in [
            "a/Server.PEM",
            "id_rsa",
            "id_ed25519_sk",
            "id_rsa.pub",
            "x.key~",
            "x.pem.bak.old",
            "prod.env",
            "secrets.yaml",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "key.png",
            "a.pem/x.png",
            "envelope.pdf",
            "keynote.pdf",
            "~",
            ".bak",
            "pem",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
