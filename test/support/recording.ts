import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import UPNG from 'upng-js';

const FRAME_MS = 600;
/** Colors of all frames together; text on plain ground needs few. */
const COLORS = 128;

interface Frame {
  readonly png: Buffer;
  readonly durationMs: number;
}

/** Records a page as an animated PNG, which every browser and README viewer plays. */
export class Recording {
  private readonly frames: Frame[] = [];
  private isStopped = false;
  private readonly filming: Promise<void>;

  constructor(private readonly page: Page) {
    this.filming = this.film();
  }

  /** Shows the current state for longer than it lasts. */
  async hold(durationMs: number): Promise<void> {
    this.frames.push({ png: await this.page.screenshot(), durationMs });
  }

  /** Writes the file, and returns its size in bytes. */
  async save(path: string): Promise<number> {
    this.isStopped = true;
    await this.filming;
    const images = this.frames.map(({ png }) => UPNG.decode(toArrayBuffer(png)));
    const [first] = images;
    if (first === undefined) throw new Error('Nothing was recorded.');
    const pixels = images.map((image) => UPNG.toRGBA8(image)[0]!);
    const delays = this.frames.map(({ durationMs }) => durationMs);
    const file = Buffer.from(UPNG.encode(pixels, first.width, first.height, COLORS, delays));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file);
    return file.length;
  }

  private async film(): Promise<void> {
    while (!this.isStopped) {
      await this.hold(FRAME_MS);
      await sleep(FRAME_MS);
    }
  }
}

function toArrayBuffer({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}
