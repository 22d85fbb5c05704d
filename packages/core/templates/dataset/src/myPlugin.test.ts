import { testDataset } from '@convbench/core/testing';
import { describe, expect, it } from 'vitest';
import plugin from './myPlugin.js';

testDataset(plugin, { describe, it, expect });
