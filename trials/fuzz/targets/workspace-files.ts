/**
 * Files in a folder that another program may have written: `managerie.json`, `settings.json`, `progress.json`,
 * `schedules.json`, and sources of which the programs are guessed. The first byte says which.
 */
import { openProgress } from '../../../app/host/progress.ts'
import { openSettings } from '../../../app/host/settings.ts'
import { Schedules } from '../../../app/host/schedules.ts'
import { guessLanguage, guessPrograms, manifestText, MANIFEST, parseManifest } from '../../../app/host/workspace-manifest.ts'
import { mutateJson } from '../mutate-json.ts'
import { join, mutateBytes } from '../mutate.ts'
import { putAside, setContent } from '../stand-ins/files.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const decoder = new TextDecoder()
const KINDS = ['manifest', 'settings', 'progress', 'schedules', 'sources'] as const
const input = (kind: (typeof KINDS)[number], value: unknown): Uint8Array =>
  join(Uint8Array.of(KINDS.indexOf(kind)), new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)))

export const target: Target = {
  seeds: () => [
    input('manifest', { managerie: 1, name: 'Bees', language: 'python', programs: [{ name: 'hive', role: 'server', file: 'hive.py' }] }), input('manifest', { managerie: 2 }), input('manifest', '{'), input('manifest', []),
    input('manifest', { managerie: 1, name: 'Bees', language: 'python', programs: [{ name: 'hive', role: 'server', file: '../../etc/passwd' }] }),
    input('settings', { theme: 'dark', language: 'python', python: null, fullColour: true, panes: { left: 300 }, fontSize: 14, zoom: 110, motion: 'reduced', shortcuts: { run: null }, last: 'own-1' }), input('settings', '{"panes":{"__proto__":1}}'), input('settings', '{"shortcuts":{"__proto__":"x","constructor":null}}'),
    input('progress', { manager: { met: ['a'], step: 2, predictions: { Predict: 'two' }, done: false } }), input('progress', '{"__proto__":{"met":[],"step":0,"predictions":{},"done":true}}'), input('progress', 'null'), input('progress', ''),
    input('schedules', { 'own-1': [{ name: 'One lost', steps: [{ process: 'A', method: 'get' }], outcome: 'x' }] }), input('schedules', '{"__proto__":[]}'),
    input('sources', 'from hive import Bee\nimport os, worker\n\0while True: serve_forever()\n\0import { a } from "./server.ts"\n'), input('sources', 'import a.b, c , d\nfrom .hive import x\n\0\0import hive'), input('sources', `import ${'a, '.repeat(300)}`), input('sources', `import ${'a.'.repeat(300)}!`),
  ],
  async run(whole) {
    const kind = KINDS[(whole[0] ?? 0) % KINDS.length]!
    const text = decoder.decode(whole.subarray(1))
    const told: string[] = []
    const report = (sentence: string): void => void told.push(sentence)
    setContent(text)
    switch (kind) {
      case 'manifest': {
        const manifest = parseManifest(text)
        promise(JSON.stringify(parseManifest(manifestText(manifest))) === JSON.stringify(manifest), 'a manifest is not read as it was written')
        for (const { file } of manifest.programs) promise(!file.includes('/') && !file.includes('\\') && file !== '..', `a program runs ${JSON.stringify(file)}`)
        return
      }
      case 'settings': {
        const settings = await openSettings('/nowhere', report)
        promise(told.length === putAside().length, 'a damaged file is set aside, and said to be')
        await settings.save(settings.value)
        return
      }
      case 'progress': {
        const progress = await openProgress('/nowhere', report)
        await progress.save(progress.value)
        return
      }
      case 'schedules': {
        const schedules = new Schedules('/nowhere', report)
        for (const workspace of ['own-1', '__proto__', 'constructor']) promise(Array.isArray(await schedules.of(workspace)), `schedules of ${workspace} are a list`)
        await schedules.save('own-1', [])
        await schedules.save('__proto__', [{ name: 'a', steps: [] }])
        return
      }
      case 'sources': {
        const names = ['hive.py', 'worker.py', 'server.ts', 'a+b(.py']
        const files = new Map(text.split('\0').slice(0, 4).map((source, at) => [names[at]!, source]))
        promise(guessPrograms(files).length > 0, 'of any files one is a program')
        guessLanguage([...files.keys()])
        return
      }
    }
  },
  expected: (error) => error instanceof Error && error.constructor === Error && error.message.startsWith(MANIFEST),
  mutate: (whole, random, other) => join(whole.subarray(0, 1), mutateJson(whole.subarray(1), random, other.subarray(1)) ?? mutateBytes(whole.subarray(1), random, other.subarray(1), [], 4096)),
  dictionary: ['"managerie":1', '"programs":', '__proto__', 'import ', 'from ', ' import ', 'hive', './server', 'serve_forever', 'serveForever', ', '],
  limit: 4096,
}
