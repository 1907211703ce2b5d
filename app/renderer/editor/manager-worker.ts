/**
 * The TypeScript language service for the editor: Monaco's, with the program's own typeids known to it.
 *
 * To each file is appended, for the service alone, what its `register()` calls add to its classes. Positions in the
 * text stay what they are, and nothing that lies behind the text's end is reported.
 */
import { typescript } from 'monaco-editor/languages/features/typescript/lib/typescriptServices'
import { TypeScriptWorker, type WorkerContext, type WorkerData } from 'monaco-editor/languages/features/typescript/ts.worker'
import { WORKSPACE } from './compiler-options.ts'
import { readRegistrations } from './registrations.ts'

export class ManagerWorker extends TypeScriptWorker {
  readonly #context: WorkerContext
  #versions = ''
  #appended = new Map<string, string>()

  constructor(context: WorkerContext, data: WorkerData) {
    super(context, data)
    this.#context = context
  }

  // oxlint-disable-next-line no-underscore-dangle -- Monaco's name for it
  override _getScriptText(fileName: string): string | undefined {
    // oxlint-disable-next-line no-underscore-dangle
    const text = super._getScriptText(fileName)
    return text === undefined ? undefined : text + this.#appendix(fileName)
  }

  override getScriptVersion(fileName: string): string {
    const version = super.getScriptVersion(fileName)
    // What is appended depends on the other files too.
    return fileName.startsWith(WORKSPACE) ? `${version} ${this.#appendix(fileName)}` : version
  }

  #appendix(fileName: string): string {
    if (!fileName.startsWith(WORKSPACE)) return ''
    const models = this.#context.getMirrorModels().filter((model) => model.uri.toString().startsWith(WORKSPACE))
    const versions = models.map((model) => `${model.uri.toString()} ${model.version}`).join('\n')
    if (versions !== this.#versions) {
      this.#versions = versions
      this.#appended = readRegistrations(typescript, new Map(models.map((model) => [model.uri.toString().slice(WORKSPACE.length), model.getValue()])))
    }
    return this.#appended.get(fileName.slice(WORKSPACE.length)) ?? ''
  }
}
