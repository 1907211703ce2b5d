/** Completion, signatures and explanations for a place in a Python file. Pure: the editor's side is in `providers.ts`. */
import { modules, types } from './library.ts'
import { readPython, type PythonFile } from './program.ts'
import { placeAt, splitArguments } from './scan.ts'
import { exposable, membersOf, typeOf, type Member, type Program, type Type } from './types.ts'

export interface Suggestion {
  readonly name: string
  readonly kind: Member['kind'] | 'name' | 'keyword' | 'module' | 'argument'
  /** `(key, default=None)` */
  readonly signature?: string | undefined
  readonly words?: string | undefined
  readonly from?: string | undefined
  /** What is put in, where it is not the name. */
  readonly insert?: string
}

export interface Explanation {
  readonly name: string
  readonly signature: string | undefined
  readonly words: string | undefined
  readonly from: string | undefined
}

export interface SignatureHelp extends Explanation {
  readonly parameters: readonly string[]
  readonly active: number
}

const KEYWORDS =
  'and as assert break class continue def del elif else except False finally for from if import in is lambda None not or pass raise return True try while with yield'.split(' ')
const BUILTINS = 'dict enumerate int isinstance len list max min print range repr set sorted str sum tuple zip'.split(' ')

/** All files of the workspace, read. */
export function readProgram(files: ReadonlyMap<string, string>): Program {
  return new Map([...files].filter(([name]) => name.endsWith('.py')).map(([name, text]) => [name, readPython(name, text)]))
}

/** What can be written at `offset`. */
export function completionsAt(program: Program, name: string, text: string, offset: number): Suggestion[] {
  const file = program.get(name)
  if (!file) return []
  const place = placeAt(text, offset)
  if (place.inside === 'comment') return []
  if (place.inside === 'string') return namesInString(program, file, text, place.string ?? offset, lineAt(text, offset))
  const before = text.slice(0, offset)
  const statement = before.slice(before.lastIndexOf('\n') + 1)
  const from = /^\s*from\s+([\w.]+)\s+import\s+[\w\s,()]*$/.exec(statement)
  if (from?.[1]) return suggested(membersOf(program, { kind: 'module', module: from[1] }))
  if (/^\s*(?:from|import)\s+[\w.]*$/.test(statement)) return moduleNames(program, name)
  const typed = /\w*$/.exec(before)?.[0] ?? ''
  const receiver = chainBefore(before.slice(0, before.length - typed.length).trimEnd())
  if (receiver !== undefined) {
    const type = typeOf(program, file, receiver, lineAt(text, offset) + 0.5)
    return type ? suggested(membersOf(program, type)) : []
  }
  if (/\d\w*$/.test(typed) || /^\s*(?:def|class)\s+\w*$/.test(statement)) return []
  const call = callAt(program, file, text, offset)
  const given: Suggestion[] = (call?.parameters ?? [])
    .map((one) => /^(\w+)/.exec(one)?.[1] ?? '')
    .filter((one) => one !== '' && /=/.test(call?.parameters.find((parameter) => parameter.startsWith(one)) ?? ''))
    .map((one) => ({ name: `${one}=`, kind: 'argument', from: call?.name }))
  const names = [...file.names].filter((one) => one !== typed).map((one): Suggestion => ({ name: one, kind: 'name', ...explained(program, file, one) }))
  const rest = [...KEYWORDS.map((one): Suggestion => ({ name: one, kind: 'keyword' })), ...BUILTINS.map((one): Suggestion => ({ name: one, kind: 'function' }))]
  return [...given, ...names, ...rest]
}

/** Inside a string: method names where a registration exposes them or a proxy asks for one. */
function namesInString(program: Program, file: PythonFile, text: string, string: number, line: number): Suggestion[] {
  const { open } = placeAt(text, string)
  const call = open.findLast(({ bracket, at }) => bracket === '(' && /[\w)]\s*$/.test(text.slice(0, at)))
  if (!call) return []
  const callee = chainOf(text.slice(0, call.at)) ?? ''
  if (callee.endsWith('.register')) {
    const callable = file.registrations.findLast((one) => one.line <= lineAt(text, call.at))?.callable
    const option = /\b(?:exposed|method_to_typeid)\s*=[^=]*$/.test(text.slice(call.at, string))
    return option && callable !== undefined ? suggestedList(exposable(program, file, callable)) : []
  }
  if (!callee.endsWith('._callmethod') || call.commas > 0) return []
  const type = typeOf(program, file, callee.replace(/\._callmethod$/, ''), line + 0.5)
  return type ? suggestedList([...membersOf(program, type).values()].filter((member) => member.kind === 'method' && !member.name.startsWith('_'))) : []
}

/** The call that `offset` is in, and which argument it is. */
export function callAt(program: Program, name: string | PythonFile, text: string, offset: number): SignatureHelp | undefined {
  const file = typeof name === 'string' ? program.get(name) : name
  if (!file) return undefined
  const { open } = placeAt(text, offset)
  const call = open.findLast(({ bracket, at }) => bracket === '(' && /\w\s*$/.test(text.slice(0, at)))
  const callee = call && chainOf(text.slice(0, call.at))
  if (!call || callee === undefined || /\b(?:def|class)\s+\w+\s*$/.test(text.slice(0, call.at))) return undefined
  const found = explain(program, file, callee, lineAt(text, offset))
  if (!found?.signature) return undefined
  const parameters = splitArguments(found.signature.slice(1, -1))
  const keyword = /^\s*(\w+)\s*=(?!=)/.exec(text.slice(call.from, offset))?.[1]
  const named = keyword === undefined ? -1 : parameters.findIndex((one) => one.startsWith(keyword))
  const rest = parameters.findIndex((one) => one.startsWith('*'))
  const nth = rest >= 0 && call.commas >= rest ? rest : call.commas
  return { ...found, parameters, active: named >= 0 ? named : nth }
}

/** What the word at `offset` is. */
export function explanationAt(program: Program, name: string, text: string, offset: number): Explanation | undefined {
  const file = program.get(name)
  if (!file || placeAt(text, offset).inside !== 'code') return undefined
  const end = offset + (/^\w*/.exec(text.slice(offset))?.[0].length ?? 0)
  const chain = chainOf(text.slice(0, end))
  const imported = /^[ \t]*from\s+([\w.]+)\s+import\b[^\n]*$/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, end))
  if (imported?.[1] && chain !== undefined) return asExplanation(membersOf(program, { kind: 'module', module: imported[1] }).get(chain))
  return chain === undefined ? undefined : explain(program, file, chain, lineAt(text, offset))
}

function explain(program: Program, file: PythonFile, chain: string, line: number): Explanation | undefined {
  const dot = /^([\s\S]*)\.\s*(\w+)$/.exec(chain)
  if (dot?.[1] !== undefined && dot[2] !== undefined) {
    const type = typeOf(program, file, dot[1], line + 0.5)
    return type && asExplanation(membersOf(program, type).get(dot[2]))
  }
  const found = explained(program, file, chain, line)
  return found.from === undefined && found.signature === undefined && found.words === undefined ? undefined : { name: chain, signature: found.signature, words: found.words, from: found.from }
}

/** What a plain name stands for. */
function explained(program: Program, file: PythonFile, name: string, line = Infinity): Omit<Explanation, 'name'> {
  const type = typeOf(program, file, name, line === Infinity ? line : line + 0.5)
  return type ? describe(type) : { signature: undefined, words: undefined, from: undefined }
}

function describe(type: Type): Omit<Explanation, 'name'> {
  switch (type.kind) {
    case 'library':
      return { signature: undefined, words: types.get(type.name)?.words, from: type.name }
    case 'own':
      return { signature: undefined, words: type.class.words, from: type.class.name }
    case 'proxy':
      return { signature: undefined, words: `A proxy: each call is a request to the server, and an answer.`, from: `proxy of ${type.registration.typeid}` }
    case 'module':
      return { signature: undefined, words: undefined, from: 'module' }
    case 'callable': {
      if (type.function) return { signature: type.function.signature, words: type.function.words, from: undefined }
      if (type.of?.kind === 'own') return { signature: type.of.class.methods.get('__init__')?.signature ?? constructorOf(type.of.class.bases), words: type.of.class.words, from: `class in ${type.of.file.name}` }
      if (type.of?.kind === 'library') return { signature: types.get(type.of.name)?.signature, words: types.get(type.of.name)?.words, from: 'class' }
      return { signature: undefined, words: undefined, from: undefined }
    }
  }
}

function constructorOf(bases: readonly string[]): string {
  return bases.map((base) => types.get(base.split('.').at(-1) ?? '')?.signature).find((signature) => signature !== undefined) ?? '()'
}

function asExplanation(member: Member | undefined): Explanation | undefined {
  return member && { name: member.name, signature: member.signature, words: member.words, from: member.from }
}

function suggested(members: ReadonlyMap<string, Member>): Suggestion[] {
  return suggestedList([...members.values()].filter(({ name }) => !name.startsWith('__')))
}

function suggestedList(members: readonly Member[]): Suggestion[] {
  return members.map(({ name, kind, signature, words, from }) => ({ name, kind, signature, words, from }))
}

function moduleNames(program: Program, file: string): Suggestion[] {
  const own = [...program.keys()].filter((name) => name !== file).map((name): Suggestion => ({ name: name.replace(/\.py$/, ''), kind: 'module', from: name }))
  return [...own, ...[...modules.keys()].map((name): Suggestion => ({ name, kind: 'module' }))]
}

/** `garden.bed('left')` of `x = garden.bed('left').`, or undefined where no dot is before the place. */
function chainBefore(text: string): string | undefined {
  return text.endsWith('.') ? chainOf(text.slice(0, -1).trimEnd()) : undefined
}

/** The expression that a text ends with: names, dots, and what is in brackets after a name. */
function chainOf(text: string): string | undefined {
  let at = text.length
  for (;;) {
    const closed = text[at - 1]
    if (closed === ')') {
      const opened = partnerOf(text, at - 1)
      if (opened === undefined) return undefined
      at = opened
    }
    const name = /[A-Za-z_]\w*$/.exec(text.slice(0, at))
    if (!name) return undefined
    at -= name[0].length
    const dot = /\.\s*$/.exec(text.slice(0, at))
    if (!dot) return text.slice(at)
    at -= dot[0].length
  }
}

/** Where the bracket opens that closes at `at`. */
function partnerOf(text: string, at: number): number | undefined {
  return placeAt(text, at).open.at(-1)?.at
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
