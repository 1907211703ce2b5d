/** The TypeScript 5 compiler inside Monaco, declared as far as we read syntax with it. Types only. */

export interface Node {
  readonly kind: number
}
export interface Expression extends Node {
  readonly _expression: true
}
export interface Identifier extends Expression {
  readonly text: string
}
export interface StringLiteralLike extends Expression {
  readonly text: string
}
export interface Statement extends Node {
  readonly _statement: true
}
export interface SourceFile extends Node {
  readonly statements: readonly Statement[]
}
export interface CallExpression extends Expression {
  readonly expression: Expression
  readonly arguments: readonly Expression[]
}
export interface NewExpression extends Expression {
  readonly expression: Expression
}
export interface PropertyAccessExpression extends Expression {
  readonly expression: Expression
  readonly name: Identifier
}
export interface ParenthesizedExpression extends Expression {
  readonly expression: Expression
}
export interface ArrowFunction extends Expression {
  readonly parameters: readonly Node[]
  readonly body: Node
}
export interface ArrayLiteralExpression extends Expression {
  readonly elements: readonly Expression[]
}
export interface ObjectProperty extends Node {
  readonly name?: Node
}
export interface PropertyAssignment extends ObjectProperty {
  readonly initializer: Expression
}
export interface ShorthandPropertyAssignment extends ObjectProperty {
  readonly name: Identifier
}
export interface ObjectLiteralExpression extends Expression {
  readonly properties: readonly ObjectProperty[]
}
export interface Block extends Node {
  readonly statements: readonly Statement[]
}
export interface ReturnStatement extends Statement {
  readonly expression?: Expression
}
export interface VariableStatement extends Statement {
  readonly declarationList: { readonly declarations: readonly { readonly name: Node; readonly initializer?: Expression }[] }
}
export interface ClassDeclaration extends Statement {
  readonly name?: Identifier
  readonly modifiers?: readonly Node[]
}
export interface ImportDeclaration extends Statement {
  readonly moduleSpecifier: Expression
  readonly importClause?: { readonly namedBindings?: Node }
}
export interface NamedImports extends Node {
  readonly elements: readonly { readonly name: Identifier; readonly propertyName?: Node }[]
}
export declare const ScriptTarget: { readonly ESNext: number }
export declare const SyntaxKind: { readonly ExportKeyword: number; readonly FalseKeyword: number }
export declare function createSourceFile(name: string, text: string, target: number, setParents: boolean): SourceFile
export declare function forEachChild(node: Node, visit: (child: Node) => void): void
export declare function isIdentifier(node: Node): node is Identifier
export declare function isStringLiteral(node: Node): node is StringLiteralLike
export declare function isStringLiteralLike(node: Node): node is StringLiteralLike
export declare function isCallExpression(node: Node): node is CallExpression
export declare function isNewExpression(node: Node): node is NewExpression
export declare function isPropertyAccessExpression(node: Node): node is PropertyAccessExpression
export declare function isParenthesizedExpression(node: Node): node is ParenthesizedExpression
export declare function isArrowFunction(node: Node): node is ArrowFunction
export declare function isArrayLiteralExpression(node: Node): node is ArrayLiteralExpression
export declare function isObjectLiteralExpression(node: Node): node is ObjectLiteralExpression
export declare function isPropertyAssignment(node: Node): node is PropertyAssignment
export declare function isShorthandPropertyAssignment(node: Node): node is ShorthandPropertyAssignment
export declare function isBlock(node: Node): node is Block
export declare function isReturnStatement(node: Node): node is ReturnStatement
export declare function isVariableStatement(node: Node): node is VariableStatement
export declare function isClassDeclaration(node: Node): node is ClassDeclaration
export declare function isImportDeclaration(node: Node): node is ImportDeclaration
export declare function isNamedImports(node: Node): node is NamedImports
