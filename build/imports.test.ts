import { describe, expect, test } from 'vitest'
import path from 'node:path'
import { RULES } from './import-rules.mjs'
import { checkImports, matches, readSources } from './imports.mjs'

/** Violations of a project of these files. */
const check = (files: Record<string, string>): Promise<string[]> => checkImports(new Map(Object.entries(files)))

describe('each rule, broken once, is reported', () => {
  test.each([
    ['engine/errors.ts', "import '../engine/tracer.ts'", 'engine/errors.ts may import nothing'],
    ['engine/errors.ts', "import 'node:fs'", 'engine/errors.ts may import nothing'],
    ['engine/protocol/framing.ts', "import { Connection } from '../connection/connection.ts'", 'engine/protocol/ may import engine/errors.ts, valibot'],
    ['engine/protocol/framing.ts', "import fs from 'node:fs'", 'engine/protocol/ may import'],
    ['engine/tracer.ts', "import './process/trace-sink.ts'", 'engine/tracer.ts may import engine/protocol/'],
    ['engine/values/tuple.ts', "import '../pickle/pickler.ts'", 'engine/values/ may import engine/errors.ts'],
    ['engine/pickle/pickler.ts', "import '../connection/connection.ts'", 'engine/pickle/ may import'],
    ['engine/pickle/pickler.ts', "import { Buffer } from 'node:buffer'", 'engine/pickle/ may import'],
    ['engine/inspect/reader.ts', "import '../managers/server.ts'", 'engine/inspect/ may import'],
    ['engine/connection/client.ts', "import '../managers/server.ts'", 'engine/connection/ may import'],
    ['engine/connection/client.ts', "import 'node:child_process'", 'engine/connection/ may import'],
    ['engine/connection/client.ts', "import '../process/popen.ts'", 'engine/connection/ may import'],
    ['engine/process/popen.ts', "import '../managers/server.ts'", 'engine/process/ may import'],
    ['engine/managers/server.ts', "import 'node:net'", 'engine/managers/ may import'],
    ['engine/managers/server.ts', "import '../inspect/reader.ts'", 'engine/managers/ may import'],
    ['engine/shared-memory/mapping.ts', "import '../managers/server.ts'", 'engine/shared-memory/ may import'],
    ['engine/index.ts', "import 'valibot'", 'engine/index.ts may import engine/'],
    ['engine/test/pair.ts', "import '../../app/contract/port.ts'", 'outside its package'],
    ['lessons/exposed/typescript/start/server.ts', "import '../solution/place.ts'", 'lessons/*/typescript/*/ may import'],
    ['lessons/exposed/typescript/start/server.ts', "import './place.ts'", ''],
    ['lessons/exposed/typescript/start/server.ts', "import '../../check.ts'", 'lessons/*/typescript/*/ may import'],
    ['lessons/exposed/typescript/start/server.ts', "import 'valibot'", 'lessons/*/typescript/*/ may import'],
    ['lessons/exposed/check.ts', "import 'node:fs'", 'lessons/*/*.ts may import'],
    ['lessons/exposed/check.ts', "import '../framing/check.ts'", 'lessons/*/*.ts may import'],
    ['lessons/schema.ts', "import './expect.ts'", 'lessons/schema.ts may import'],
    ['lessons/expect.ts', "import 'multiprocessing/managers'", 'lessons/expect.ts may import'],
    ['lessons/index.ts', "import 'multiprocessing/inspect'", 'lessons/index.ts may import lessons/'],
    ['app/contract/host.ts', "import '../host/host.ts'", 'app/contract/ may import'],
    ['app/contract/host.ts', "import 'node:fs'", 'app/contract/ may import'],
    ['app/capsule/redact.ts', "import 'node:fs'", 'app/capsule/ may import'],
    ['app/director/rule.ts', "import '../host/gate.ts'", 'app/director/ may import'],
    ['app/templates/farm/typescript/server.ts', "import 'valibot'", 'app/templates/*/typescript/ may import'],
    ['app/host/host.ts', "import 'multiprocessing/managers'", 'app/host/ may import'],
    ['app/host/host.ts', "import '../web/main.ts'", 'app/host/ may import'],
    ['app/cli/serve.ts', "import { SyncManager } from 'multiprocessing/managers'", 'may only be opened by import()'],
    ['app/cli/serve.ts', "import '../electron/main.ts'", 'app/cli/ may import'],
    ['app/web/main.ts', "import '../renderer/store.ts'", 'app/web/ may import'],
    ['app/web/main.ts', "import 'express'", 'app/web/ may import'],
    ['app/electron/preload.ts', "import { MESSAGE } from './port.ts'", 'app/electron/preload.ts may import electron'],
    ['app/electron/preload.ts', "import '../contract/port.ts'", 'app/electron/preload.ts may import electron'],
    ['app/electron/main.ts', "import '../web/main.ts'", 'app/electron/ may import'],
    ['app/renderer/store.ts', "import '../host/host.ts'", 'app/renderer/ may import'],
    ['app/renderer/store.ts', "import 'multiprocessing/managers'", 'app/renderer/ may import'],
    ['app/renderer/store.ts', "import 'node:path'", 'app/renderer/ may import'],
    ['app/renderer/vite/types.ts', "import '../store.ts'", 'app/renderer/vite/ may import'],
    ['app/e2e/fixtures.ts', "import '../host/host.ts'", 'app/e2e/ may import'],
    ['engine/bench/programs/server.ts', "import '../../managers/server.ts'", 'engine/bench/programs/ may import'],
    ['trials/soak/soak.ts', "import '../../app/renderer/store.ts'", 'is outside its package'],
    ['trials/soak/soak.ts', "import 'express'", 'trials/ may import'],
    ['app/bench/bench.ts', "import '../host/host.ts'", 'app/bench/ may import'],
    ['lessons/glossary/schema.ts', "import 'multiprocessing/inspect'", 'lessons/glossary/schema.ts may import'],
    ['app/reference/shape.ts', "import 'node:fs'", 'app/reference/shape.ts may import'],
    ['app/reference/pages.ts', "import 'multiprocessing/managers'", 'app/reference/ may import'],
    ['app/e2e/electron-double/world/bridge.ts', "import 'node:fs'", 'app/e2e/electron-double/world/ may import'],
    ['build/bundle.mjs', "import '../engine/errors.ts'", 'outside its package'],
    ['build/bundle.mjs', "import 'left-pad'", 'build/ may import'],
    ['build/icons/make.mjs', "import 'esbuild'", 'build/icons/ may import'],
    ['vitest.config.ts', "import 'vite'", 'vitest.config.ts may import vitest'],
  ])('%s: %s', async (file, text, reason) => {
    const found = await check({ [file]: text })
    if (reason === '') expect(found).toEqual([])
    else expect(found).toEqual([expect.stringContaining(reason)])
  })

  test('every row of the table is broken above, or lies open for tests', () => {
    const broken = ['engine/errors.ts', 'engine/protocol/', 'engine/tracer.ts', 'engine/values/', 'engine/pickle/', 'engine/inspect/', 'engine/connection/', 'engine/process/', 'engine/managers/', 'engine/shared-memory/', 'engine/index.ts', 'engine/test/', 'lessons/*/typescript/*/', 'lessons/schema.ts', 'lessons/expect.ts', 'lessons/index.ts', 'lessons/*/*.ts', 'app/contract/', 'app/capsule/', 'app/director/', 'app/templates/*/typescript/', 'app/host/', 'app/cli/', 'app/web/', 'app/electron/preload.ts', 'app/electron/', 'app/renderer/', 'app/renderer/vite/', 'app/e2e/', 'app/e2e/electron-double/world/', 'engine/bench/programs/', 'trials/', 'app/bench/', 'lessons/glossary/schema.ts', 'app/reference/shape.ts', 'app/reference/', 'build/', 'build/icons/', 'vitest.config.ts']
    const others = RULES.map(({ files }) => files).filter((files) => !broken.includes(files))
    expect(others).toEqual([
      'engine/**/*.test.ts', 'engine/**/*.test-d.ts', 'engine/test/pitfalls/*/typescript/', 'engine/bench/', 'app/bench/*.test.ts', 'lessons/**/*.test.ts', 'app/renderer/traffic/test/traces/*/', 'app/renderer/**/*.test.*', 'app/renderer/**/test/', 'app/**/*.test.ts',
      'app/host/test/lessons/*/typescript/*/', 'app/electron/test/', 'app/*/test/', 'build/**/*.test.ts', 'engine/process/child-main.ts', 'lessons/*/attempts/', 'app/renderer/vite.config.ts', 'app/renderer/editor/',
      'app/renderer/terminal/', 'app/e2e/electron-double/test-app/', 'app/e2e/electron-double/',
    ])
  })
})

describe('the laws beside the table', () => {
  test.each([
    ['app/host/host.ts', "import { app } from 'electron'", 'electron is for app/electron/ and app/e2e/electron-double/ only'],
    ['app/renderer/store.ts', "import * as monaco from 'monaco-editor/editor'", 'monaco-editor is for app/renderer/editor/ only'],
    ['app/renderer/editor/x.ts', "import { Terminal } from '@xterm/xterm'", '@xterm is for app/renderer/terminal/ only'],
    ['app/renderer/store.ts', "import { TraceReader } from '../../engine/inspect/reader.ts'", 'outside its package, which is entered by its doors only'],
    ['app/host/host.ts', "import 'multiprocessing/protocol/framing'", 'multiprocessing has no such door'],
    ['app/host/host.ts', "import 'managerie-lessons/exposed/check'", 'managerie-lessons has no such door; it has managerie-lessons, managerie-lessons/schema'],
    ['app/web/main.ts', "import 'managerie-app/host/host.ts'", 'inside its own package a file is imported by its relative path'],
    ['engine/managers/server.ts', "import 'multiprocessing/connection'", 'inside its own package a file is imported by its relative path'],
    ['engine/errors.ts', "import '../build/toolbox.mjs'", 'outside its package'],
  ])('%s: %s', async (file, text, reason) => {
    expect(await check({ [file]: text })).toEqual([expect.stringContaining(reason)])
  })

  test('a file that no row covers is an error', async () => {
    expect(await check({ 'tools/x.ts': '' })).toEqual(['tools/x.ts: no rule of build/imports.mjs covers this file. Add it to a row, or a row for it.'])
  })

  test('a cycle is reported once, with its whole way', async () => {
    const files = { 'engine/values/a.ts': "import './b.ts'", 'engine/values/b.ts': "export * from './c.ts'", 'engine/values/c.ts': "import { a } from './a.ts'\na()" }
    expect(await check(files)).toEqual(['engine/values/a.ts: a cycle: engine/values/a.ts → engine/values/b.ts → engine/values/c.ts → engine/values/a.ts'])
  })

  test('types and late imports close no cycle', async () => {
    expect(await check({ 'app/host/a.ts': "import type { B } from './b.ts'", 'app/host/b.ts': "import './a.ts'" })).toEqual([])
    expect(await check({ 'app/host/a.ts': "export const later = () => import('./b.ts')", 'app/host/b.ts': "import './a.ts'" })).toEqual([])
  })
})

describe('the reading of imports', () => {
  test.each([
    ["import type { A } from 'node:fs'"],
    ["import { type A } from 'node:fs'"],
    ["import type A from 'node:fs'"],
    ["import type * as A from 'node:fs'"],
    ["export type { A } from 'node:fs'"],
    ["export * from 'node:fs'"],
    ["const fs = await import('node:fs')"],
    ["import\n  {\n  A }\n  from 'node:fs'"],
    ["/* x */ import 'node:fs'"],
  ])('sees %j', async (text) => {
    expect(await check({ 'engine/errors.ts': text })).toEqual([expect.stringContaining('imports node:fs')])
  })

  test.each([["// import 'node:fs'"], ["const text = `import 'node:fs'`"], ["/* import 'node:fs' */"], ["const text = \"import type { A } from 'node:fs'\""]])('is not taken in by %j', async (text) => {
    expect(await check({ 'engine/errors.ts': text })).toEqual([])
  })

  test('reads JSX, questions behind names, and built endings', async () => {
    const files = { 'app/renderer/a.tsx': "import raw from './b.css?raw'\nimport { c } from './c.js'\nexport const A = () => <p>can't {raw}{c}</p>", 'app/renderer/c.ts': 'export const c = 1' }
    expect(await check(files)).toEqual([])
  })

  test('says which file cannot be read, and reads the others', async () => {
    expect(await check({ 'engine/errors.ts': 'export const = 1', 'engine/tracer.ts': "import 'node:fs'" })).toEqual([
      expect.stringContaining('engine/errors.ts: cannot be read: line 1: '),
      expect.stringContaining('engine/tracer.ts: imports node:fs'),
    ])
  })
})

test.each([
  ['engine/values/tuple.ts', 'engine/values/', true],
  ['engine/values', 'engine/values/', false],
  ['engine/values-more/x.ts', 'engine/values/', false],
  ['lessons/exposed/check.ts', 'lessons/*/*.ts', true],
  ['lessons/exposed/a/check.ts', 'lessons/*/*.ts', false],
  ['engine/a/b/c.test.ts', 'engine/**/*.test.ts', true],
  ['engine/c.test.ts', 'engine/**/*.test.ts', true],
  ['engine/c.testats', 'engine/**/*.test.ts', false],
])('%s against %s: %s', (file, pattern, expected) => expect(matches(file, pattern)).toBe(expected))

test('all sources of the project are read, and nothing that is built or installed', () => {
  const files = [...readSources(path.join(import.meta.dirname, '..')).keys()]
  expect(files).toEqual(expect.arrayContaining(['engine/errors.ts', 'app/electron/preload.ts', 'app/e2e/electron-double/boot.mjs', 'build/imports.mjs', 'vitest.config.ts']))
  expect(files.filter((file) => /node_modules|^dist|\.d\.m?ts$/.test(file))).toEqual([])
})
