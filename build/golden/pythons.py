"""Finds the CPythons that write golden files, and keeps those files: shared by the scripts of this folder."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys

#: One of each behaviour: the oldest supported, the last with bare MD5, the first with named digests, the newest.
VERSIONS = ('3.8', '3.11', '3.12', '3.13')
GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'engine', 'test', 'golden')


def find(minor):
    """Path and full version of an installed CPython `minor` (`'3.8'`), or None."""
    root = os.environ.get('PYENV_ROOT') or os.path.expanduser('~/.pyenv')
    installed = glob.glob(os.path.join(root, 'versions', minor + '.*', 'bin', 'python3'))
    candidates = sorted(installed, key=lambda path: [int(number) for number in re.findall(r'\d+', path)], reverse=True)
    on_path = shutil.which('python' + minor)
    for path in candidates + ([on_path] if on_path else []):
        command = [path, '-I', '-c', 'import platform; print(platform.python_implementation(), platform.python_version())']
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True)
        name, _, version = done.stdout.strip().partition(' ')
        if name == 'CPython' and version.startswith(minor + '.'):
            return path, version
    return None


def find_all():
    """`{'3.8': (path, version), …}`. Ends the script where one is missing: golden files are made together or not at all."""
    found = {minor: find(minor) for minor in VERSIONS}
    missing = [minor for minor in VERSIONS if found[minor] is None]
    if missing:
        sys.exit('golden files are made by CPython %s, and %s was not found: install it, or set PYENV_ROOT'
                 % (', '.join(VERSIONS), ', '.join(missing)))
    return found


class Folder:
    """A folder of golden files. Files that are there and are not put again are removed; `--check` only compares."""

    def __init__(self, name, check):
        self._path = os.path.normpath(os.path.join(GOLDEN, name))
        self._check = check
        self._names = set()
        self._differing = []
        os.makedirs(self._path, exist_ok=True)

    def put(self, name, content):
        text = json.dumps(content, indent=1, ensure_ascii=True) + '\n'
        path = os.path.join(self._path, name + '.json')
        self._names.add(name + '.json')
        try:
            with open(path, encoding='ascii') as file:
                same = file.read() == text
        except FileNotFoundError:
            same = False
        if same:
            return
        self._differing.append(name)
        if not self._check:
            with open(path, 'w', encoding='ascii', newline='\n') as file:
                file.write(text)

    def finish(self):
        """Reports. Exits with 1 when checking found a difference."""
        for name in sorted(set(os.listdir(self._path)) - self._names):
            self._differing.append(name)
            if not self._check:
                os.remove(os.path.join(self._path, name))
        verb = 'differs' if self._check else 'written'
        for name in self._differing:
            print('%s: %s' % (verb, name))
        print('%s: %d files, %d %s' % (os.path.basename(self._path), len(self._names), len(self._differing), verb))
        if self._check and self._differing:
            sys.exit(1)
