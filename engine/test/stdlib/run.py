"""Runs the standard library's own tests of managers against a server that runs elsewhere.

Arguments: address as JSON, authkey in hexadecimal, seconds that a test may take, ids to leave out.
Prints one JSON object a line: {"begin": id}, then {"id", "outcome", "reason"}; at the end {"end": true}.

Nothing of the tests is changed but how a manager is obtained: `start()` connects. Whatever a test leaves in the server,
once the test, its proxies and its processes are gone, is a failure of the test.
"""
import faulthandler
import gc
import json
import multiprocessing
import multiprocessing.managers as managers
import os
import re
import sys
import time
import unittest

address, authkey, limit, *left_out = sys.argv[1:]
ADDRESS = json.loads(address)
if isinstance(ADDRESS, list):
    ADDRESS = tuple(ADDRESS)
AUTHKEY = bytes.fromhex(authkey)
LIMIT = float(limit)
# What of the test's own registrations the server has in TypeScript.
SERVED = {'Foo', 'Bar', 'baz'}
# Seconds within which a test's objects must be gone.
GONE_WITHIN = 5


def say(**what):
    report.write(json.dumps(what) + '\n')
    report.flush()


class NeedsPython(Exception):
    """The test needs the server to run Python code."""


class Ended:
    """Stands for the process of a server that this manager has started, where a test asks for it."""
    exitcode = 0


def start(self, initializer=None, initargs=()):
    if self._state.value != managers.State.INITIAL:
        raise managers.ProcessError('Already started server')
    if initializer is not None and not callable(initializer):
        raise TypeError('initializer must be a callable')
    if initializer is not None:
        raise NeedsPython('the server must call the initializer %s()' % initializer.__name__)
    for typeid, (made_by, *_) in self._registry.items():
        if made_by is not None and typeid not in SERVED and typeid not in managers.SyncManager._registry:
            raise NeedsPython('the server must call %s(), which the test registers' % made_by.__name__)
    self._address = ADDRESS
    self._authkey = multiprocessing.process.AuthenticationString(AUTHKEY)
    self._process = Ended()
    self.connect()
    self.shutdown = lambda: None
    self.join = lambda timeout=None: None


def objects():
    return observer._number_of_objects()


def count_after(expected):
    """The number of objects, once it is `expected` or `GONE_WITHIN` has passed."""
    deadline = time.monotonic() + GONE_WITHIN
    while True:
        gc.collect()
        count = objects()
        if count <= expected or time.monotonic() > deadline:
            return count
        time.sleep(0.02)


def manager_classes():
    """Test cases by name, that get themselves a manager."""
    tests.install_tests_in_module_dict(globals(), 'fork')
    setUpModule()
    named = ('TestSyncManagerTypes', 'TestManagerExceptions', 'TestInitializers')
    return [
        each for name, each in sorted(globals().items())
        if isinstance(each, type) and (name.startswith('WithManagerTest') or name in named)
    ]


def outcome_of(test):
    """(outcome, reason) of one test method."""
    result = unittest.TestResult()
    reasons = []
    add_error = result.addError

    def note(test, error):
        if isinstance(error[1], NeedsPython):
            reasons.append(str(error[1]))
        add_error(test, error)

    result.addError = note
    test.run(result)
    if result.skipped:
        return 'skipped', result.skipped[0][1]
    if result.errors or result.failures or result.unexpectedSuccesses:
        text = '\n'.join(text for _, text in result.errors + result.failures) or 'unexpected success'
        for line in text.splitlines():
            # The server's own words.
            if line.endswith(('can run in a Pool of a Python server only', 'cannot run in this server', 'cannot be called in this server')):
                reasons.append(re.sub(' at 0x[0-9a-f]+', '', line))
        return ('python', reasons[0]) if reasons else ('failed', text)
    return 'passed', ''


def run_class(test_class):
    names = unittest.defaultTestLoader.getTestCaseNames(test_class)
    ids = ['%s.%s' % (test_class.__name__, name) for name in names]
    if not [each for each in ids if each not in left_out]:
        return
    if getattr(test_class, '__unittest_skip__', False):
        for each in ids:
            say(id=each, outcome='skipped', reason=test_class.__unittest_skip_why__)
        return
    before = objects()
    say(begin=ids[0])
    test_class.setUpClass()
    shared = objects()
    for each, name in zip(ids, names):
        if each in left_out:
            continue
        say(begin=each)
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        test = test_class(name)
        began = time.monotonic()
        outcome, reason = outcome_of(test)
        test.__dict__.clear()
        count = count_after(shared)
        faulthandler.cancel_dump_traceback_later()
        if outcome in ('passed', 'python') and count > shared:
            outcome, reason = 'failed', 'left %d objects behind:\n%s' % (count - shared, observer._debug_info())
        shared = max(shared, count)
        say(id=each, outcome=outcome, reason=reason, seconds=round(time.monotonic() - began, 1))
    test_class.tearDownClass()
    test_class.doClassCleanups()
    count = count_after(before)
    if count > before:
        say(id=ids[-1], outcome='failed', reason='the class left %d objects behind:\n%s' % (count - before, observer._debug_info()))


# Tests print what they like.
report = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
try:
    from test import _test_multiprocessing as tests
except ImportError as error:
    say(missing=str(error))
    sys.exit(0)
managers.BaseManager.start = start
multiprocessing.current_process().authkey = AUTHKEY
observer = managers.SyncManager(ADDRESS, AUTHKEY)
observer.connect()
for each in manager_classes():
    run_class(each)
say(end=True)
