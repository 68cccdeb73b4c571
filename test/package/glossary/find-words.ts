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
  readonly words: string;
  /** Where the characters of `words` are in `raw`. */
  readonly offsets: readonly number[];
}

const SEARCHED = GLOSSARY.map((entry: GlossaryEntry) => ({
  ...entry,
  pattern:
    entry.in === 'whole names'
      ? new RegExp(`^(?:${entry.words})$`, 'g')
      : new RegExp(`(?<![a-z])(?:${entry.words})(?![a-z])`, 'g'),
}));

/** Finds what the glossary forbids in a TypeScript file. The path begins with `lib/`, `sandbox/` or `sample-app/`. */
export function findGlossaryHits({ path, text }: SourceFile): GlossaryHit[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const lineAt = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const entries = SEARCHED.filter(({ files }) => files?.test(path) ?? true);
  const words = findPassages(file, text).flatMap((passage) =>
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

/** Lists identifiers, comments and the text of strings. Module specifiers are names of files, so they are left out. */
function findPassages(file: ts.SourceFile, text: string): Passage[] {
  const passages = new Map<number, Passage>();
  const add = (kind: Passage['kind'], raw: string, start: number): void => {
    passages.set(start, { kind, raw, start, ...toWords(raw) });
  };
  const addComments = (ranges: readonly ts.CommentRange[] = []): void => {
    for (const { pos, end } of ranges) if (!passages.has(pos)) add('text', text.slice(pos, end), pos);
  };
  const visit = (node: ts.Node): void => {
    // Comments lie between the tokens, so before or after some node.
    addComments(ts.getLeadingCommentRanges(text, node.pos));
    addComments(ts.getTrailingCommentRanges(text, node.end));
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) add('name', node.text, node.getStart(file));
    else if (isText(node)) add('text', text.slice(node.getStart(file), node.end), node.getStart(file));
    for (const child of node.getChildren(file)) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(file);
  return [...passages.values()];
}

function isText(node: ts.Node): boolean {
  if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return true;
  if (!ts.isStringLiteralLike(node)) return false;
  const { parent } = node;
  return !ts.isImportDeclaration(parent) && !ts.isExportDeclaration(parent) && !ts.isLiteralTypeNode(parent);
}

function findWords(passage: Passage, entry: (typeof SEARCHED)[number]): { word: string; offset: number }[] {
  if (entry.in !== undefined && passage.kind !== 'name') return [];
  return [...passage.words.matchAll(entry.pattern)]
    .filter((match) => !isException(match, passage, entry.except))
    .map((match) => ({
      word: passage.kind === 'name' ? passage.raw : match[0],
      offset: passage.offsets[match.index] ?? 0,
    }));
}

/** True if the word stands in a phrase that is allowed. A pattern that begins with `^` is about the name as it is written. */
function isException(match: RegExpExecArray, { raw, words }: Passage, except?: RegExp): boolean {
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
