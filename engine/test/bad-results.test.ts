/** Results and exceptions that cannot travel, and all that JavaScript can throw: the caller always gets an answer. */
import { describe, expect, test } from 'vitest'
import { RemoteError } from '../managers/index.ts'
import type { Exception } from '../values/exceptions.ts'
import { tuple } from '../values/index.ts'
import { LiveServer } from './support/live-server.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'
import { Works, ask, raised, results, setting, unpicklable } from './support/trouble.ts'

const processes = useProcesses()

describe('results', () => {
  test.each(Object.keys(results))('%s has no pickle', async (what) => {
    await using at = await setting()
    for (const method of ['gives', 'givesLater']) {
      const reply = await ask(at.connection, at.trouble.token.id, method, tuple(what), {})
      expect(reply).toEqual(tuple('#UNSERIALIZABLE', expect.stringMatching(/^Traceback \(most recent call last\):\n(.*\n)*\w+Error: .+\n$/)))
      await expect(at.trouble.callMethod(method, [what])).rejects.toThrow('Unserializable message: Traceback')
    }
    expect(await at.trouble.callMethod('fine', [1])).toEqual([1, 2])
  })
})

describe('exceptions', () => {
  test.each(Object.entries(raised))('%s arrives', async (what, error) => {
    await using at = await setting()
    for (const method of ['raises', 'raisesLater']) {
      const got = await at.trouble.callMethod(method, [what]).catch((caught: unknown) => caught)
      expect(got).toBeInstanceOf(error.constructor)
      expect((got as Exception).args).toEqual((error as Exception).args)
      expect((got as Error).message).toBe(error.message)
    }
  })

  test.each(Object.keys(unpicklable))('one that cannot travel is a RemoteError: %s', async (what) => {
    await using at = await setting()
    for (const method of ['raises', 'raisesLater']) {
      await expect(at.trouble.callMethod(method, [what])).rejects.toThrow(RemoteError)
      expect(await at.trouble.callMethod('fine', [1])).toEqual([1, 2])
    }
  })

  test.each(pythonsOf('3.8', '3.13'))('a Python client of $version gets the same', async ({ path }) => {
    await using live = await LiveServer.start(Works)
    const { ended } = processes.python(
      path,
      `
import sys, json
from multiprocessing.managers import SyncManager, RemoteError
class Works(SyncManager): pass
Works.register('Trouble')
manager = Works(sys.argv[1], b'rain in may'); manager.connect()
trouble = manager.Trouble()
for method, what in json.loads(sys.argv[2]):
    try: print('returned', getattr(trouble, method)(what))
    except RemoteError as error: print('RemoteError', [line for line in str(error).splitlines() if line][-2].split(':')[0])
    except Exception as error: print(type(error).__name__, error.args)
print(trouble.fine(1))
`,
      [
        live.address as string,
        JSON.stringify([...Object.keys(raised).map((what) => ['raises', what]), ...Object.keys(unpicklable).map((what) => ['raises', what]), ...Object.keys(results).map((what) => ['gives', what])]),
      ],
    )
    const { stdout, stderr } = await ended
    expect(stderr).toBe('')
    expect(stdout.trim().split('\n')).toEqual([
      "KeyError ('basil', 1)", "ValueError ('too dry',)", "ValueError ('too far',)", `NameError ('x is not defined',)`, "TypeError ('no',)",
      "Exception ('plain',)", "Exception ('bare',)", "Exception ('round',)", "Exception ('thrown as text',)", "Exception ('None',)", "Exception ('None',)",
      "Exception ('42',)", `Exception ("{'message': 'no Error'}",)`, "Exception ('<function <lambda>>',)", "Exception ('flat',)", "Exception ('odd',)", 'ValueError ()',
      ...Object.keys(unpicklable).map(() => expect.stringMatching(/^RemoteError \w+$/)),
      ...Object.keys(results).map(() => expect.stringMatching(/^RemoteError \w+Error$/)),
      '[1, 2]',
    ])
  })
})
