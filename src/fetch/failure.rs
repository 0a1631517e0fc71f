//! Why an address gave nothing.

use std::net::IpAddr;

use crate::text::Lang;

/// Why an address gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server answered, and this was its status.
    Status(u16),
    /// No machine has this name.
    NoHost,
    /// The name belongs to a machine that is not of the open network.
    Private(IpAddr),
    /// The machine does not answer.
    NoConnection,
    /// There is no secure connection to the machine, be it that its certificate is no good.
    Insecure,
    /// Nothing, or not all, came in time.
    Timeout,
    /// What came is no answer, or ended in the middle.
    Broken,
    /// One redirection led to the next too often.
    Redirects,
    /// The address, or where it is redirected to, cannot be asked.
    BadAddress,
    /// It is larger than so many bytes.
    TooLarge(u64),
    /// What came is not an image that browsers show.
    NotAnImage,
    /// What came is the beginning of an image.
    CutShort,
    /// What came is a drawing that holds scripts or refers to other hosts.
    ActiveSvg,
}

impl Failure {
    /// The reason as part of a sentence.
    pub fn words(self, lang: Lang) -> String {
        let text = match (lang, self) {
            (Lang::En, Self::Status(status)) => return format!("status {status}"),
            (Lang::ZhHans, Self::Status(status)) => return format!("状态码 {status}"),
            (Lang::En, Self::Private(address)) => {
                return format!("it leads to {address}, which is not of the open network");
            }
            (Lang::ZhHans, Self::Private(address)) => {
                return format!("它指向非公网地址 {address}");
            }
            (Lang::En, Self::TooLarge(limit)) => {
                return format!("larger than {}", megabytes(limit));
            }
            (Lang::ZhHans, Self::TooLarge(limit)) => return format!("大于 {}", megabytes(limit)),
            (Lang::En, Self::NoHost) => "no machine has this name",
            (Lang::ZhHans, Self::NoHost) => "没有这个域名",
            (Lang::En, Self::NoConnection) => "the machine does not answer",
            (Lang::ZhHans, Self::NoConnection) => "无法连接",
            (Lang::En, Self::Insecure) => "no secure connection",
            (Lang::ZhHans, Self::Insecure) => "无法建立安全连接",
            (Lang::En, Self::Timeout) => "it took too long",
            (Lang::ZhHans, Self::Timeout) => "超时",
            (Lang::En, Self::Broken) => "the answer is broken",
            (Lang::ZhHans, Self::Broken) => "应答不完整或有误",
            (Lang::En, Self::Redirects) => "too many redirections",
            (Lang::ZhHans, Self::Redirects) => "重定向次数过多",
            (Lang::En, Self::BadAddress) => "the address cannot be asked",
            (Lang::ZhHans, Self::BadAddress) => "地址不可用",
            (Lang::En, Self::NotAnImage) => "what came is not an image",
            (Lang::ZhHans, Self::NotAnImage) => "得到的不是图片",
            (Lang::En, Self::CutShort) => "the image is cut short",
            (Lang::ZhHans, Self::CutShort) => "图片不完整",
            (Lang::En, Self::ActiveSvg) => "an SVG with scripts, or that needs other hosts",
            (Lang::ZhHans, Self::ActiveSvg) => "SVG 含有脚本或引用了其他网站",
        };
        text.to_owned()
    }

    /// Whether the same question would surely get the same answer, so that it is asked again only on request.
    ///
    /// `limit` is the present limit of size in bytes.
    pub fn is_final(self, limit: u64) -> bool {
        match self {
            Self::Status(status) => {
                (400..500).contains(&status) && !matches!(status, 408 | 425 | 429)
            }
            Self::Redirects | Self::NotAnImage | Self::ActiveSvg | Self::BadAddress => true,
            Self::TooLarge(limit_then) => limit <= limit_then,
            Self::NoHost
            | Self::Private(_)
            | Self::NoConnection
            | Self::Insecure
            | Self::Timeout
            | Self::Broken
            | Self::CutShort => false,
        }
    }

    /// Whether a link that failed so is surely dead: others may be alive for readers with a browser.
    pub fn is_dead(self) -> bool {
        matches!(self, Self::Status(404 | 410)) || self.is_silence()
    }

    /// Whether nobody was reached. Without a network that is so for every address.
    pub fn is_silence(self) -> bool {
        matches!(self, Self::NoHost | Self::NoConnection)
    }

    /// The form in the record.
    pub(super) fn to_record(self) -> String {
        match self {
            Self::Status(status) => format!("status {status}"),
            Self::TooLarge(limit) => format!("too-large {limit}"),
            Self::Private(address) => format!("private {address}"),
            Self::NoHost => "no-host".to_owned(),
            Self::NoConnection => "no-connection".to_owned(),
            Self::Insecure => "insecure".to_owned(),
            Self::Timeout => "timeout".to_owned(),
            Self::Broken => "broken".to_owned(),
            Self::Redirects => "redirects".to_owned(),
            Self::BadAddress => "bad-address".to_owned(),
            Self::NotAnImage => "not-an-image".to_owned(),
            Self::CutShort => "cut-short".to_owned(),
            Self::ActiveSvg => "active-svg".to_owned(),
        }
    }

    /// Reads [`Self::to_record`].
    pub(super) fn from_record(text: &str) -> Option<Self> {
        let (word, value) = text.split_once(' ').unwrap_or((text, ""));
        Some(match word {
            "status" => Self::Status(value.parse().ok()?),
            "too-large" => Self::TooLarge(value.parse().ok()?),
            "private" => Self::Private(value.parse().ok()?),
            "no-host" => Self::NoHost,
            "no-connection" => Self::NoConnection,
            "insecure" => Self::Insecure,
            "timeout" => Self::Timeout,
            "broken" => Self::Broken,
            "redirects" => Self::Redirects,
            "bad-address" => Self::BadAddress,
            "not-an-image" => Self::NotAnImage,
            "cut-short" => Self::CutShort,
            "active-svg" => Self::ActiveSvg,
            _ => return None,
        })
    }
}

fn megabytes(bytes: u64) -> String {
    const MEGABYTE: u64 = 1_000_000;
    if bytes.is_multiple_of(MEGABYTE) {
        format!("{} MB", bytes / MEGABYTE)
    } else {
        format!("{bytes} B")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_come_back_from_the_record() {
        for failure in [
            Failure::Status(404),
            Failure::NoHost,
            Failure::Private("fd00::1".parse().unwrap()),
            Failure::NoConnection,
            Failure::Insecure,
            Failure::Timeout,
            Failure::Broken,
            Failure::Redirects,
            Failure::BadAddress,
            Failure::TooLarge(20_000_000),
            Failure::NotAnImage,
            Failure::CutShort,
            Failure::ActiveSvg,
        ] {
            assert_eq!(Failure::from_record(&failure.to_record()), Some(failure));
        }
        assert_eq!(Failure::from_record("status x"), None);
        assert_eq!(Failure::from_record("gone"), None);
    }

    #[test]
    fn what_may_pass_is_asked_again() {
        assert!(Failure::Status(410).is_final(1));
        assert!(!Failure::Status(429).is_final(1));
        assert!(!Failure::Status(503).is_final(1));
        assert!(Failure::TooLarge(20).is_final(20));
        assert!(!Failure::TooLarge(20).is_final(21));
    }
}
