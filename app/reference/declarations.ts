/**
 * Reads the engine's public names, signatures and docstrings from its declaration files, with TypeScript's own parser. What
 * a door exports is followed to where it is declared, so the pages say what the types say.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { SyntaxKind, type Node, type SourceFile } from 'typescript/unstable/ast'
import { API, type Checker, type Project, type Symbol as TypeSymbol } from 'typescript/unstable/sync'
import { readDocstring } from './docstring.ts'
import type { DeclaredPage, Docstring, PageKind } from './shape.ts'

/**
 * Doors by what they are imported as. The first that has a name is its home, except for `multiprocessing` itself, which
 * only repeats what others have, as in Python.
 */
export const DOORS: readonly (readonly [door: string, file: string])[] = [
  ['multiprocessing/managers', 'managers/index.d.ts'],
  ['multiprocessing/connection', 'connection/index.d.ts'],
  ['multiprocessing/shared-memory', 'shared-memory/index.d.ts'],
  ['multiprocessing/values', 'values/index.d.ts'],
  ['multiprocessing/pickle', 'pickle/index.d.ts'],
  ['multiprocessing', 'index.d.ts'],
  ['multiprocessing/protocol', 'protocol/index.d.ts'],
  ['multiprocessing/inspect', 'inspect/index.d.ts'],
]

/** A signature that is longer is cut: a schema's type says nothing to a reader. */
const LONGEST = 1600

type Draft = Omit<DeclaredPage, 'uses'>

/**
 * @param types folder of the engine's declaration files
 * @throws Error that names the door, where there are none
 */
export function readDeclarations(types: string): DeclaredPage[] {
  const files = DOORS.map(([, file]) => path.join(types, file))
  for (const file of files) if (!existsSync(file)) throw new Error(`${file} is not there: the engine's types are built first (node build/setup.mjs)`)
  const api = new API({ cwd: types })
  try {
    const project = api.updateSnapshot({ openFiles: files }).getDefaultProjectForFile(files[0]!)
    if (!project) throw new Error(`TypeScript has no project for ${files[0]}`)
    return withUses(new Reader(project, types).read(files))
  } finally {
    api.close()
  }
}

class Reader {
  readonly #project: Project
  readonly #checker: Checker
  readonly #types: string
  /** Names that some door exports. */
  readonly #public = new Set<string>()

  constructor(project: Project, types: string) {
    this.#project = project
    this.#checker = project.checker
    this.#types = types
  }

  read(files: readonly string[]): Draft[] {
    const pages = new Map<number, Draft>()
    const exported = files.map((file) => this.#exportsOf(file))
    for (const { name } of exported.flat()) this.#public.add(name)
    DOORS.forEach(([door], index) => {
      for (const symbol of exported[index]!) {
        const known = pages.get(symbol.id)
        if (known) (known.doors as string[]).push(door)
        else pages.set(symbol.id, this.#page(symbol, door))
      }
    })
    return [...pages.values()]
  }

  #exportsOf(file: string): TypeSymbol[] {
    const source = this.#project.program.getSourceFile(file)
    const module = source && this.#checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`TypeScript does not know ${file} as a module`)
    return this.#checker.getExportsOfModule(module).map((symbol) => {
      const declared = symbol.declarations[0]?.kind
      return declared === SyntaxKind.ExportSpecifier ? this.#checker.getAliasedSymbol(symbol) : symbol
    })
  }

  #page(symbol: TypeSymbol, door: string): Draft {
    const nodes = symbol.declarations.map((handle) => handle.resolve(this.#project)).filter((node) => node !== undefined)
    if (nodes.length === 0) throw new Error(`${door} exports ${symbol.name}, and nothing declares it`)
    // A class says more than the interface beside it.
    const first = nodes.find((node) => node.kind === SyntaxKind.ClassDeclaration) ?? nodes[0]!
    // A class may also be declared as an interface with a constant that makes it.
    const isMade = kindOf(first) === 'interface' && nodes.some((node) => kindOf(node) === 'constant')
    const kind = isMade ? 'class' : kindOf(first)
    const { name } = symbol
    return {
      id: `${door.split('/').at(-1)!}.${name}`,
      name,
      kind,
      doors: [door],
      doc: firstDoc([first, ...nodes]),
      signatures: kind === 'class' || kind === 'interface' ? [headOf(first).replace(/^interface (?=.)/, `${kind} `)] : nodes.filter((node) => kindOf(node) === kind).map((node) => signatureOf(node)),
      parents: kind === 'class' || kind === 'interface' ? parentsOf(first) : [],
      members: merged([...nodes.flatMap((node) => membersOf(node)), ...this.#inherited(first)]),
    }
  }

  /** Members that a class has from a parent which no door exports: nobody could look them up there. */
  #inherited(node: Node): DeclaredPage['members'] {
    return parentSymbols(node, this.#checker).flatMap((parent) => {
      if (this.#public.has(parent.name)) return []
      const nodes = parent.declarations.map((handle) => handle.resolve(this.#project)).filter((each) => each?.kind === SyntaxKind.ClassDeclaration && each.getSourceFile().fileName.startsWith(this.#types))
      return nodes.flatMap((each) => [...membersOf(each!).filter(({ name }) => name !== 'constructor'), ...this.#inherited(each!)])
    })
  }
}

function kindOf(node: Node): PageKind {
  switch (node.kind) {
    case SyntaxKind.ClassDeclaration:
      return 'class'
    case SyntaxKind.InterfaceDeclaration:
      return 'interface'
    case SyntaxKind.TypeAliasDeclaration:
      return 'type'
    case SyntaxKind.FunctionDeclaration:
      return 'function'
    case SyntaxKind.VariableDeclaration:
      return 'constant'
    default:
      throw new Error(`a public name is a class, interface, type, function or constant; got ${SyntaxKind[node.kind]}: ${textOf(node).slice(0, 60)}`)
  }
}

/** A node's text without what stands before it. */
function textOf(node: Node): string {
  return node.getText()
}

/** The statement that a variable stands in has its docstring. */
function documented(node: Node): Node {
  return node.kind === SyntaxKind.VariableDeclaration ? node.parent.parent : node
}

function docOf(node: Node): Docstring {
  const at = documented(node)
  const source = at.getSourceFile() as SourceFile
  const before = source.text.slice(at.pos, at.getStart())
  return readDocstring(before.slice(Math.max(0, before.lastIndexOf('/**'))))
}

function firstDoc(nodes: readonly Node[]): Docstring {
  const docs = nodes.map((node) => docOf(node))
  return docs.find((doc) => doc.text !== '') ?? docs[0]!
}

/** `class ListProxy<T = any> extends BaseProxy`: a declaration up to its body. */
function headOf(node: Node): string {
  const text = textOf(node)
  return tidy(text.slice(0, text.indexOf('{')))
}

function signatureOf(node: Node): string {
  return tidy(node.kind === SyntaxKind.VariableDeclaration ? `const ${textOf(node)}` : textOf(node))
}

function tidy(text: string): string {
  const plain = text
    .replace(/^(?:export |declare |abstract )+/, '')
    .replace(/\/\*\*?[^]*?\*\//g, '')
    .replace(/^\s*\n/gm, '')
    .replace(/;\s*$/, '')
    .trimEnd()
  return plain.length > LONGEST ? `${plain.slice(0, plain.lastIndexOf(' ', 120))} …` : plain
}

function parentsOf(node: Node): string[] {
  const head = headOf(node)
  const said = /\bextends ([^]*?)(?:\simplements\s|$)/.exec(head.replace(/<[^>]*>(?=\s*extends)/, ''))?.[1] ?? ''
  return said
    .replace(/<[^]*>/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^\w+$/.test(name))
}

/** What is written in the language itself, and what it is in a member's name. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  '[Symbol.asyncDispose]': 'await using',
  '[Symbol.dispose]': 'using',
  '[Symbol.asyncIterator]': 'for await',
  '[Symbol.iterator]': 'for … of',
}

function membersOf(node: Node): DeclaredPage['members'] {
  const members = new Map<string, { name: string; signatures: string[]; doc: Docstring }>()
  const declared = (node as Node & { readonly members?: Iterable<Node> }).members ?? []
  for (const member of declared) {
    const isConstructor = member.kind === SyntaxKind.Constructor || member.kind === SyntaxKind.ConstructSignature
    const called = (member as Node & { readonly name?: Node }).name
    const written = isConstructor ? 'constructor' : called ? textOf(called) : ''
    const name = Object.hasOwn(WELL_KNOWN, written) ? WELL_KNOWN[written]! : written
    if (!/^[\w$]+$|^(?:await using|using|for await|for … of)$/.test(name) || isOfTheEngine(member, written)) continue
    const isStatic = textOf(member).startsWith('static ')
    const key = `${isStatic ? 'static ' : ''}${name}`
    const known = members.get(key)
    const signature = tidy(textOf(member))
    if (!known) members.set(key, { name: key, signatures: [signature], doc: docOf(member) })
    else {
      known.signatures.push(signature)
      if (known.doc.text === '') known.doc = docOf(member)
    }
  }
  return [...members.values()]
}

/** What is not for programs: protected, and what a class says for the engine or for every class without a word about it. */
function isOfTheEngine(member: Node, name: string): boolean {
  const text = textOf(member)
  if (/^(?:private|protected) /.test(text)) return true
  const { text: words, throws } = docOf(member)
  if (words !== '' || throws.length > 0) return false
  // Every error has a `name`, and every class whose values are printed a `toString`.
  const isErrorName = /^(?:override )?name: string;?$/.test(text) && member.parent.kind === SyntaxKind.ClassDeclaration && parentsOf(member.parent).length > 0
  return text.startsWith('static ') || name === 'toString' || isErrorName
}

/** What a class says itself counts before what it has from its parents. */
function merged(members: DeclaredPage['members']): DeclaredPage['members'] {
  return [...new Map(members.toReversed().map((member) => [member.name, member])).values()].toReversed()
}

function parentSymbols(node: Node, checker: Checker): TypeSymbol[] {
  const clauses = (node as Node & { readonly heritageClauses?: Iterable<Node & { readonly types: Iterable<Node & { readonly expression: Node }> }> }).heritageClauses ?? []
  return [...clauses].flatMap((clause) =>
    [...clause.types].flatMap(({ expression }) => {
      const symbol = checker.getSymbolAtLocation(expression)
      if (!symbol) return []
      return symbol.declarations[0]?.kind === SyntaxKind.ImportSpecifier ? [checker.getAliasedSymbol(symbol)] : [symbol]
    }),
  )
}

/** Adds which other names occur in a page's signatures. */
function withUses(pages: readonly Draft[]): DeclaredPage[] {
  return pages.map((page) => {
    const words = new Set([...page.signatures, ...page.parents, ...page.members.flatMap(({ signatures }) => signatures)].flatMap((text) => text.match(/\b[A-Za-z]\w+/g) ?? []))
    const uses = pages.filter((other) => other !== page && words.has(other.name) && /^[A-Z]/.test(other.name) && isMeant(page, other, pages))
    return { ...page, uses: uses.map(({ id }) => id) }
  })
}

/** Of two names that are spelled alike the one of the same door is meant. */
function isMeant(page: Draft, other: Draft, pages: readonly Draft[]): boolean {
  if (page.name === other.name) return false
  const alike = pages.filter(({ name }) => name === other.name)
  const near = alike.find(({ doors }) => doors[0] === page.doors[0]) ?? alike[0]
  return near === other
}
