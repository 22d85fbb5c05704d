import { testReporter } from '@convbench/core/testing';
import { describe, expect, it } from 'vitest';
import plugin from './myPlugin.js';

testReporter(plugin, { describe, it, expect });
