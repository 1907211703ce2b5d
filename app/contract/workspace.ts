/** Workspaces between host and page: what one is, and the calls that make, open and change a person's own. */
import * as v from 'valibot'

export const nameSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(120))
/** A file of a workspace: a plain name, no folders, no dots to climb with. */
export const fileNameSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$/, 'a plain file name'))
export const textSchema = v.pipe(v.string(), v.maxLength(4 * 1024 * 1024))

export const LanguageSchema = v.picklist(['typescript', 'python'])
/** Language of a workspace's programs. */
export type Language = v.InferOutput<typeof LanguageSchema>

export const RoleSchema = v.picklist(['server', 'client', 'worker'])
export type Role = v.InferOutput<typeof RoleSchema>

/** One program of a workspace: started as one process, in order. */
export const ProgramSchema = v.object({ name: nameSchema, role: RoleSchema, file: fileNameSchema })
export type Program = v.InferOutput<typeof ProgramSchema>

export const FileSchema = v.object({
  name: fileNameSchema,
  text: textSchema,
  /** Text as the lesson gave it: what Reset restores and the solution's diff starts from. */
  original: textSchema,
  /** What the disk has where another program has changed it and nobody has chosen yet; null: it was removed there. */
  onDisk: v.optional(v.nullable(textSchema)),
})
export type WorkspaceFile = v.InferOutput<typeof FileSchema>

/** `own`: kept in the data folder. `folder`: a folder of the person's. `recording`: on the page only, from a file. */
export const WorkspaceKindSchema = v.picklist(['own', 'folder', 'recording'])
export type WorkspaceKind = v.InferOutput<typeof WorkspaceKindSchema>

export const WorkspaceSchema = v.object({
  id: v.string(),
  /** Lesson id, or null for a workspace of one's own. */
  lesson: v.nullable(v.string()),
  /** What it is called; a lesson's workspace is called as its lesson. */
  name: v.optional(nameSchema),
  /** A lesson's workspace has none. */
  kind: v.optional(WorkspaceKindSchema),
  language: LanguageSchema,
  files: v.array(FileSchema),
  programs: v.array(ProgramSchema),
})
export type Workspace = v.InferOutput<typeof WorkspaceSchema>

/** A workspace that was made or opened, and when. */
export const RecentSchema = v.object({
  id: v.string(),
  kind: v.picklist(['own', 'folder']),
  name: nameSchema,
  language: LanguageSchema,
  /** Milliseconds since 1970. */
  at: v.number(),
  /** The folder is not where it was. */
  missing: v.optional(v.boolean()),
})
export type Recent = v.InferOutput<typeof RecentSchema>

/** A folder on disk, to be chosen on the page where the shell has no dialog: names, and ids that mean nothing elsewhere. */
export const FolderSchema = v.object({
  id: v.string(),
  name: v.string(),
  /** Null at the top. */
  parent: v.nullable(v.string()),
  folders: v.array(v.object({ id: v.string(), name: v.string() })),
  /** Files in it that a workspace would have. */
  files: v.array(v.string()),
  /** Files in it that look like Python's interpreter, where those were asked for. */
  pythons: v.optional(v.array(v.object({ id: v.string(), name: v.string() }))),
})
export type Folder = v.InferOutput<typeof FolderSchema>

/** A new workspace: all there is in it. */
export const BlueprintSchema = v.object({
  name: nameSchema,
  language: LanguageSchema,
  files: v.pipe(v.array(v.object({ name: fileNameSchema, text: textSchema })), v.maxLength(200)),
  programs: v.pipe(v.array(ProgramSchema), v.maxLength(40)),
})
export type Blueprint = v.InferOutput<typeof BlueprintSchema>

/** Bytes of a file in base64. */
const bytes = v.pipe(v.string(), v.maxLength(128 * 1024 * 1024))
/** A document that a person opened: its name without its folder. */
export const DocumentSchema = v.object({ name: v.string(), data: bytes })
export type Document = v.InferOutput<typeof DocumentSchema>

const none = v.object({})
const workspace = v.string()
const file = fileNameSchema

export const workspaceCalls = {
  /** Workspaces of one's own and folders, newest first. */
  recent: { params: none, result: v.object({ entries: v.array(RecentSchema) }) },
  newWorkspace: { params: BlueprintSchema, result: WorkspaceSchema },
  /** Opens any workspace by its id, a lesson's too, as it was left. */
  openWorkspace: { params: v.object({ workspace }), result: WorkspaceSchema },
  renameWorkspace: { params: v.object({ workspace, name: nameSchema }), result: WorkspaceSchema },
  /** An own one is put away, to be had back by `restoreWorkspace`; a folder stays as it is and is only forgotten. */
  removeWorkspace: { params: v.object({ workspace }), result: none },
  restoreWorkspace: { params: v.object({ workspace }), result: none },
  addFile: { params: v.object({ workspace, file, text: textSchema }), result: WorkspaceSchema },
  /** Programs that run the file go on to run it under its new name. */
  renameFile: { params: v.object({ workspace, file, to: file }), result: WorkspaceSchema },
  /** Programs that run the file go with it. */
  removeFile: { params: v.object({ workspace, file }), result: WorkspaceSchema },
  savePrograms: { params: v.object({ workspace, programs: v.pipe(v.array(ProgramSchema), v.maxLength(40)) }), result: WorkspaceSchema },
  /** The choice for a file that another program has changed: what the disk has. The other choice is `saveFile` with `over`. */
  takeFromDisk: { params: v.object({ workspace, file }), result: WorkspaceSchema },
  /** Opens a folder as a workspace: one of `listFolders`, or without an id the one chosen in the shell's dialog; null if none was. */
  openFolder: { params: v.object({ folder: v.optional(v.string()) }), result: v.nullable(WorkspaceSchema) },
  /** A folder and what is in it; the home folder without an id. `pythons`: hidden folders, too, and interpreters. */
  listFolders: { params: v.object({ folder: v.optional(v.string()), pythons: v.optional(v.boolean()) }), result: FolderSchema },
  /** Writes a workspace's files into a new folder there, and opens that. Null if none was chosen. */
  saveToFolder: { params: v.object({ workspace, folder: v.optional(v.string()), name: nameSchema }), result: v.nullable(WorkspaceSchema) },
  /** A capsule or trace, chosen in the shell's dialog; null if none was. */
  openDocument: { params: none, result: v.nullable(DocumentSchema) },
  /** Keeps a file where the person says in the shell's dialog. Null if nowhere; else the name it got. */
  saveDocument: { params: DocumentSchema, result: v.object({ name: v.nullable(v.string()) }) },
} as const satisfies Record<string, { params: v.GenericSchema; result: v.GenericSchema }>

export const workspaceEvents = {
  /** Another program changed a file of an open folder; null: it is gone. A file that was not there before comes so too. */
  fileOnDisk: v.object({ workspace, file, text: v.nullable(v.string()) }),
  /** The shell was given a document to open: by the desktop, or on its command line. */
  documentOpened: DocumentSchema,
} as const satisfies Record<string, v.GenericSchema>
