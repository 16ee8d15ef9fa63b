"""Write a configuration file: the repository's odoo.conf with other values.

Usage: make_conf.py TEMPLATE TARGET KEY=VALUE...
An empty value leaves the key out. The file is replaced at once, never half written.
"""

import configparser
import os
import sys


def main():
    _script, template, target, *settings = sys.argv
    parser = configparser.RawConfigParser()
    with open(template, encoding="utf-8") as file:
        parser.read_file(file)
    for setting in settings:
        key, _separator, value = setting.partition("=")
        if value:
            parser.set("options", key, value)
        else:
            parser.remove_option("options", key)
    with open(target + ".new", "w", encoding="utf-8") as file:
        file.write("# Made by ./dealer at each start: changes here are lost.\n")
        parser.write(file)
    os.replace(target + ".new", target)


if __name__ == "__main__":
    main()
