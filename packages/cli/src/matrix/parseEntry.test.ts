import { describe, expect, it } from 'vitest';
import { parseEntry } from './parseEntry.js';

describe('parseEntry', () => {
  it('reads a bare name', () => {
    expect(parseEntry('nin')).toEqual({ name: 'nin', options: {} });
  });

  it('reads options as JSON where they are JSON, else as text', () => {
    expect(parseEntry('vgg11:width=0.25,stem=small,flag=true')).toEqual({
      name: 'vgg11',
      options: { width: 0.25, stem: 'small', flag: true },
    });
  });

  it('reads the path of a model, with what stands in it', () => {
    expect(parseEntry('./nets/a.onnx')).toEqual({ name: './nets/a.onnx', options: {} });
    expect(parseEntry('C:\\nets\\a:b.ONNX:weights=new')).toEqual({
      name: 'C:\\nets\\a:b.ONNX',
      options: { weights: 'new' },
    });
  });

  it('refuses an option without a value', () => {
    expect(() => parseEntry('vgg11:width')).toThrow(/'width' in 'vgg11:width' is no option/);
  });
});
