/** Completion, signature help and explanations of Python in the editor. */
import { fileOfModel, modelOf } from '../models.ts'
import { monaco } from '../monaco.ts'
import { workspace } from '../../store.ts'
import { callAt, completionsAt, explanationAt, readProgram, type Suggestion } from './assist.ts'
import type { Program } from './types.ts'

const { CompletionItemKind } = monaco.languages

const KINDS: Readonly<Record<Suggestion['kind'], monaco.languages.CompletionItemKind>> = {
  method: CompletionItemKind.Method,
  property: CompletionItemKind.Property,
  typeid: CompletionItemKind.Constructor,
  class: CompletionItemKind.Class,
  function: CompletionItemKind.Function,
  name: CompletionItemKind.Variable,
  keyword: CompletionItemKind.Keyword,
  module: CompletionItemKind.Module,
  argument: CompletionItemKind.Property,
}
/** What a person is most likely after comes first. */
const ORDER: readonly Suggestion['kind'][] = ['argument', 'typeid', 'method', 'property', 'name', 'class', 'function', 'module', 'keyword']

let versions = ''
let program: Program = new Map()

/** The workspace's files as they are being typed. */
function programNow(): Program {
  const files = (workspace.peek()?.files ?? []).flatMap(({ name }) => {
    const model = modelOf(name)
    return model ? [{ name, model }] : []
  })
  const now = files.map(({ model }) => `${model.id} ${model.getVersionId()}`).join()
  if (now !== versions) {
    versions = now
    program = readProgram(new Map(files.map(({ name, model }) => [name, model.getValue(monaco.editor.EndOfLinePreference.LF)])))
  }
  return program
}

/** Name, text and offset of a place in a model; undefined where the model is no file of the workspace. */
function placeIn(model: monaco.editor.ITextModel, position: monaco.Position): [program: Program, name: string, text: string, offset: number] | undefined {
  const name = fileOfModel(model.uri)
  if (name === undefined) return undefined
  const text = model.getValue(monaco.editor.EndOfLinePreference.LF)
  const offset = text.split('\n').slice(0, position.lineNumber - 1).join('\n').length + (position.lineNumber > 1 ? 1 : 0) + position.column - 1
  return [programNow(), name, text, offset]
}

/** @returns a function that ends it */
export function assistPython(): () => void {
  const endings = [
    monaco.languages.registerCompletionItemProvider('python', {
      triggerCharacters: ['.', "'", '"', '('],
      provideCompletionItems(model, position) {
        const place = placeIn(model, position)
        if (!place) return { suggestions: [] }
        const word = model.getWordUntilPosition(position)
        const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn)
        return { suggestions: completionsAt(...place).map((one) => itemOf(one, range)) }
      },
    }),
    monaco.languages.registerSignatureHelpProvider('python', {
      signatureHelpTriggerCharacters: ['(', ','],
      provideSignatureHelp(model, position) {
        const place = placeIn(model, position)
        const call = place && callAt(...place)
        if (!call) return null
        const signature = { label: `${call.name.split('.').at(-1)}(${call.parameters.join(', ')})`, documentation: call.words ?? '', parameters: call.parameters.map((label) => ({ label })) }
        return { value: { signatures: [signature], activeSignature: 0, activeParameter: call.active }, dispose() {} }
      },
    }),
    monaco.languages.registerHoverProvider('python', {
      provideHover(model, position) {
        const place = placeIn(model, position)
        const word = model.getWordAtPosition(position)
        const found = word && place && explanationAt(...place)
        if (!found) return null
        const head = `${found.name.split('.').at(-1)}${found.signature ?? ''}`
        // Fenced, so that nothing of a program's text is read as Markdown.
        const contents = [{ value: `\`\`\`python\n${head}\n\`\`\`` }, { value: [found.words, found.from].filter((part) => part !== undefined).map(plain).join('  \n') }]
        return { contents, range: new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn) }
      },
    }),
  ]
  return () => {
    for (const ending of endings) ending.dispose()
  }
}

function itemOf({ name, kind, signature, words, from, insert }: Suggestion, range: monaco.Range): monaco.languages.CompletionItem {
  return {
    label: { label: name, ...(signature === undefined ? {} : { detail: signature }), ...(from === undefined ? {} : { description: from }) },
    kind: KINDS[kind],
    insertText: insert ?? name,
    range,
    // Names of Python's own that begin with an underscore are last.
    sortText: `${name.startsWith('_') ? 'z' : ORDER.indexOf(kind)} ${name}`,
    ...(words === undefined ? {} : { documentation: words }),
  }
}

function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, '\\$&')
}
