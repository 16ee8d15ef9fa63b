"""Wait until a server answers.

Usage: wait_http.py URL PID SECONDS
Exit code 0 when URL answers 200, 1 when the process ends or the time is over.
"""

import os
import sys
import time
import urllib.error
import urllib.request


def answers(url):
    # No proxy: the server is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=60) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main():
    url, pid, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answers(url):
            return
        if not alive(pid):
            sys.exit("The server ended. The end of its log tells why.")
        time.sleep(0.2)
    sys.exit(f"{url} did not answer within {seconds:.0f} seconds.")


if __name__ == "__main__":
    main()
