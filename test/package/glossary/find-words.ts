import ts from 'typescript';
import type { SourceFile } from '../architecture/source-files.js';
import { ALLOWED_OF_NAMES, FILE_NAMES, GLOSSARY, type GlossaryEntry } from './glossary.js';

/** A word of the glossary's left column in a file. */
export interface GlossaryHit {
  readonly path: string;
  readonly line: number;
  readonly word: string;
  readonly instead: string;
}

/** A piece of a file in which words are looked for. */
interface Passage {
  readonly kind: 'name' | 'text';
  /** As it is in the file. */
  readonly raw: string;
  readonly start: number;
}

/** Finds what the glossary forbids in a TypeScript file. The path begins with `lib/`, `sandbox/` or `sample-app/`. */
export function findGlossaryHits({ path, text }: SourceFile): GlossaryHit[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const lineAt = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const entries = GLOSSARY.filter(({ files }) => files?.test(path) ?? true);
  const words = findPassages(text).flatMap((passage) =>
    entries.flatMap((entry) =>
      findWords(passage, entry).map(({ word, offset }) => ({
        path,
        line: lineAt(passage.start + offset),
        word,
        instead: entry.instead,
      })),
    ),
  );
  const names = findOfFunctions(file).map(({ name, position }) => ({
    path,
    line: lineAt(position),
    word: name,
    instead: 'getX, toX, parseX, createX',
  }));
  const files = FILE_NAMES.filter(({ pattern }) => pattern.test(path)).map(({ instead }) => ({
    path,
    line: 1,
    word: path,
    instead,
  }));
  return [...files, ...words, ...names].sort((a, b) => a.line - b.line);
}

/** Formats a hit as an editor links it. */
export const formatHit = ({ path, line, word, instead }: GlossaryHit) => `${path}:${line}: ${word} → ${instead}`;

/** Finds functions, methods and arrow functions that are declared with a name such as `originOf`. */
export function findOfFunctions(file: ts.SourceFile): { name: string; position: number }[] {
  const found: { name: string; position: number }[] = [];
  const visit = (node: ts.Node): void => {
    const name = getFunctionName(node);
    if (name && /[a-z\d]Of$/.test(name.text) && !ALLOWED_OF_NAMES.has(name.text)) {
      found.push({ name: name.text, position: name.getStart(file) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function getFunctionName(node: ts.Node): ts.Identifier | ts.PrivateIdentifier | undefined {
  const isFunction =
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ((ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) &&
      node.initializer !== undefined &&
      (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer)));
  if (!isFunction || !node.name) return undefined;
  return ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name) ? node.name : undefined;
}

const isComment = (kind: ts.SyntaxKind) =>
  kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia;

/** Lists identifiers, comments and the text of strings. Module specifiers are names of files, so they are left out. */
function findPassages(text: string): Passage[] {
  const passages: Passage[] = [];
  const file = ts.createSourceFile('passages.ts', text, ts.ScriptTarget.ES2022, true);
  const visit = (node: ts.Node): void => {
    const start = node.getStart(file);
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) passages.push({ kind: 'name', raw: node.text, start });
    else if (isText(node)) passages.push({ kind: 'text', raw: text.slice(start, node.getEnd()), start });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...passages, ...findComments(text, file)];
}

function isText(node: ts.Node): boolean {
  if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return true;
  if (!ts.isStringLiteralLike(node)) return false;
  const { parent } = node;
  return !ts.isImportDeclaration(parent) && !ts.isExportDeclaration(parent) && !ts.isLiteralTypeNode(parent);
}

/** Comments lie between the tokens; the ranges before and after each node find every one of them. */
function findComments(text: string, file: ts.SourceFile): Passage[] {
  const starts = new Map<number, Passage>();
  const add = (ranges: readonly ts.CommentRange[] = []): void => {
    for (const { pos, end, kind } of ranges) {
      if (isComment(kind)) starts.set(pos, { kind: 'text', raw: text.slice(pos, end), start: pos });
    }
  };
  const visit = (node: ts.Node): void => {
    add(ts.getLeadingCommentRanges(text, node.pos));
    add(ts.getTrailingCommentRanges(text, node.end));
    for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  return [...starts.values()];
}

function findWords(passage: Passage, entry: GlossaryEntry): { word: string; offset: number }[] {
  if (entry.in !== undefined && passage.kind !== 'name') return [];
  const isWhole = entry.in === 'whole names';
  const pattern = new RegExp(isWhole ? `^(?:${entry.words})$` : `(?<![a-z])(?:${entry.words})(?![a-z])`, 'g');
  const plain = toWords(passage.raw);
  return [...plain.words.matchAll(pattern)]
    .filter((match) => !isException(match, passage, plain.words, entry.except))
    .map((match) => ({
      word: passage.kind === 'name' ? passage.raw : match[0],
      offset: plain.offsets[match.index] ?? 0,
    }));
}

/** True if the word stands in a phrase that is allowed. A pattern that begins with `^` is about the name as it is written. */
function isException(match: RegExpExecArray, { raw }: Passage, words: string, except?: RegExp): boolean {
  if (!except) return false;
  if (except.source.startsWith('^')) return except.test(raw);
  const end = match.index + match[0].length;
  return [...words.matchAll(new RegExp(except.source, 'g'))].some(
    (phrase) => phrase.index <= match.index && phrase.index + phrase[0].length >= end,
  );
}

/**
 * Splits at camelCase, underscores and punctuation: `lifeMs` and `LIFE_MS` are both `life ms`. Lines of a comment are joined, so
 * that phrases are found across them. `offsets` are the places of the characters in the original.
 */
function toWords(raw: string): { words: string; offsets: number[] } {
  let words = '';
  const offsets: number[] = [];
  const append = (text: string, offset: number): void => {
    for (let at = 0; at < text.length; at += 1) offsets.push(offset + at);
    words += text;
  };
  for (const match of raw.matchAll(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[.;:!?]/g)) {
    if (words !== '') append(' ', match.index);
    append(match[0].toLowerCase(), match.index);
  }
  return { words, offsets };
}
