import assert from 'node:assert/strict';
import { extensions } from 'vscode';

suite('The extension', () => {
  test('is found in the host and activates', async () => {
    const extension = extensions.getExtension('chainmail.chainmail');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
