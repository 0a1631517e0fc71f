//! Which addresses are asked, and which machines may be.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ::url::Url;

use super::Failure;

/// What is asked for by an address as a note has it: written as browsers write it, without what follows `#`.
///
/// Fails for other schemes than `http` and `https`, and for addresses that hold a name and password.
pub fn request_address(written: &str) -> Result<Url, Failure> {
    let mut address = Url::parse(written).map_err(|_| Failure::BadAddress)?;
    address.set_fragment(None);
    checked(address)
}

/// The address that a redirection from `from` leads to.
pub(super) fn redirected(from: &Url, location: &str) -> Result<Url, Failure> {
    let mut address = from.join(location).map_err(|_| Failure::BadAddress)?;
    address.set_fragment(None);
    checked(address)
}

fn checked(address: Url) -> Result<Url, Failure> {
    let is_web = matches!(address.scheme(), "http" | "https");
    let is_open = address.username().is_empty() && address.password().is_none();
    if is_web && is_open && address.has_host() {
        Ok(address)
    } else {
        Err(Failure::BadAddress)
    }
}

/// The host of an address with its port, to count how often it is asked at once.
pub fn host(address: &Url) -> String {
    let port = address.port_or_known_default().unwrap_or_default();
    format!("{}:{port}", address.host_str().unwrap_or_default())
}

/// Whether an IP address is one of the open network: not of this machine, a local network, a provider's inside, a group or
/// an example. Of IPv6 only what is given out as global unicast is, without the ranges that carry IPv4 addresses.
///
/// Source: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its updates).
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match a {
        0 | 10 | 127 | 224.. => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99),
        198 => b == 18 || b == 19 || (b == 51 && c == 100),
        203 => b == 0 && c == 113,
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        // A network without IPv4 names each IPv4 address so (RFC 6052).
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let is_global = parts[0] & 0xe000 == 0x2000;
    let is_special = match parts[0] {
        0x2001 => parts[1] < 0x200 || parts[1] == 0xdb8,
        0x2002 => true,
        0x3fff => parts[1] < 0x1000,
        _ => false,
    };
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_browsers_write_them() {
        for (written, asked) in [
            (
                "https://例子.测试/图 1.png?a=中#x",
                "https://xn--fsqu00a.xn--0zwm56d/%E5%9B%BE%201.png?a=%E4%B8%AD",
            ),
            (
                "HTTP://A.example:80/%E5%9B%BE",
                "http://a.example/%E5%9B%BE",
            ),
            ("http://2130706433/", "http://127.0.0.1/"),
        ] {
            assert_eq!(request_address(written).map(String::from), Ok(asked.into()));
        }
        for written in [
            "ftp://a.example/x",
            "file:///etc/passwd",
            "https://",
            "https://me:secret@a.example/x.png",
            "x.png",
        ] {
            assert_eq!(request_address(written), Err(Failure::BadAddress));
        }
    }

    #[test]
    fn only_the_open_network_is_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "64:ff9b::808:808",
            "2001:200::1",
            "2400:3200::1",
            "2606:4700::1111",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
