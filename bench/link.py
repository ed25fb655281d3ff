"""A link with delay between two network namespaces: CLIENT SERVER MILLISECONDS (one way).

Makes both namespaces, with 10.66.0.1 and 10.66.0.2, and a TUN device in each; carries packets
between them until stdin ends. Needs root, iproute2 and Linux, but no queueing discipline.
"""
import fcntl
import heapq
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000


def ip(*args):
    subprocess.run(["ip", *args], check=True)


def tun(namespace, name, address):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    ip("netns", "add", namespace)
    ip("link", "set", name, "netns", namespace)
    for args in (
        ("addr", "add", f"{address}/24", "dev", name),
        ("link", "set", name, "up", "txqueuelen", "10000"),
        ("link", "set", "lo", "up"),
    ):
        ip("-n", namespace, *args)
    return device


def carry(ends, delay):
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    waiting = []
    count = 0
    while True:
        pause = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        ready, _, _ = select.select([*ends, sys.stdin], [], [], pause)
        for end in ready:
            if end is sys.stdin:
                return
            while True:
                try:
                    packet = os.read(end, 65536)
                except BlockingIOError:
                    break
                count += 1
                heapq.heappush(waiting, (time.monotonic() + delay, count, other[end], packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(waiting)
            os.write(end, packet)


def main():
    client, server, milliseconds = sys.argv[1:]
    try:
        ends = [tun(client, "bench0", "10.66.0.1"), tun(server, "bench1", "10.66.0.2")]
        print("ready", flush=True)
        carry(ends, float(milliseconds) / 1000)
    finally:
        for namespace in (client, server):
            subprocess.run(["ip", "netns", "del", namespace], check=False)


main()
