/** @file The libraries that onnxruntime's CUDA provider opens, in the order of a set-up: the driver's comes first. */

/** Comes with NVIDIA's driver, never with a set-up. */
export const DRIVER_LIBRARY = 'libcuda.so.1';

/** Of CUDA 13, which onnxruntime 1.30 is built for. */
export const CUDA_LIBRARIES = [
  'libcudart.so.13',
  'libcublasLt.so.13',
  'libcublas.so.13',
  'libcurand.so.10',
  'libnvrtc.so.13',
] as const;

export const CUDNN_LIBRARY = 'libcudnn.so.9';

/** Of TensorRT 10, which only its own provider opens and no set-up brings. */
export const TENSORRT_LIBRARIES = ['libnvinfer.so.10', 'libnvonnxparser.so.10'] as const;

/** The oldest driver that CUDA 13 works with on Linux. */
export const OLDEST_DRIVER = '580.65.06';
