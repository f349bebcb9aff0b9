import { createReadStream } from 'node:fs';
import * as vscode from 'vscode';
import { readEvidenceStream } from '../../evidence/readStream.js';
import type { ReadLargeLog } from './explainSource.js';

const chunkSize = 1024 * 1024;

/** Reads piece by piece through a stream of Node's. */
export const readLargeLog: ReadLargeLog = (uri, name, size) => {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading {0}', name),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const stream = createReadStream(uri.fsPath, { signal: controller.signal, highWaterMark: chunkSize });
    try {
      return await readEvidenceStream(reporting(stream, size, progress), latin1);
    } catch (error) {
      if (controller.signal.aborted) {
        return 'cancelled';
      }
      throw error;
    }
  });
};

/** The chunks as they come; each hundredth of the whole moves the progress bar. */
async function* reporting(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  progress: vscode.Progress<{ readonly increment: number }>,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  let reported = 0;
  for await (const chunk of chunks) {
    yield chunk;
    read += chunk.length;
    const hundredths = Math.floor((read / size) * 100);
    if (hundredths > reported) {
      progress.report({ increment: hundredths - reported });
      reported = hundredths;
    }
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
