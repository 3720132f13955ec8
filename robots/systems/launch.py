"""The browser's arguments that shut what the write firewall cannot see."""

from __future__ import annotations

from collections.abc import Sequence

# Speculation rules fetch beside every interception: a queue of length nought keeps them waiting for ever. The first two
# features are Playwright's own; the browser heeds only the last list that it is given.
_FEATURES = (
    "CDPScreenshotNewSurface",
    "SkipListAccountsWithoutGaiaCookies",
    "PrefetchSchedulerTesting:kPrefetchSchedulerTestingActiveSetSizeLimitForBase/0"
    "/kPrefetchSchedulerTestingActiveSetSizeLimitForBurst/0",
)
LAUNCH_ARGS: tuple[str, ...] = (
    f"--enable-features={','.join(_FEATURES)}",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def launch_arguments(proxy: str | None = None, direct: Sequence[str] = ()) -> list[str]:
    """The browser's arguments that shut what the firewall cannot see: WebSockets, QUIC, WebRTC, speculative loading.

    WebSockets are sent to a proxy that does not exist; pages go directly or by the employer's proxy.

    Args:
        proxy: "host:port" or "http://host:port" of the employer's proxy; None where pages are reached directly.
        direct: Hosts that are reached without the proxy, such as "*.kommun.example".
    """
    pages = proxy or "direct://"
    hosts = ["127.0.0.1", "localhost", "[::1]", *direct] if proxy else []
    past = [f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]
    return [
        *LAUNCH_ARGS,
        f"--proxy-server=http={pages};https={pages};socks=127.0.0.1:9",
        f"--proxy-bypass-list={';'.join(['<-loopback>', *past])}",
    ]
