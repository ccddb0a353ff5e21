/*
 * Stands in for CUDA's runtime, cuBLAS and cuDNN where there is no GPU: device memory is host memory, and
 * kernels do nothing. Sessions can then be loaded, run and profiled, to see which node goes where; what they
 * compute means nothing. Every function that is not here is generated as one that returns 0.
 * STUB_GPUS is the number of devices (1), STUB_MEMORY their size in bytes (8 GiB).
 */
#include <stdlib.h>
#include <string.h>

enum { OUT_OF_MEMORY = 2, INVALID_DEVICE = 101, DESCRIPTOR_TYPE = 15 };

/* Of CUDA 13: attributes of a device, and where they lie in cudaDeviceProp. */
enum { MAX_THREADS = 1, PROCESSORS = 16, MAJOR = 75 };
enum {
  AT_NAME = 0, AT_MEMORY = 288, AT_SHARED = 296, AT_WARP = 308, AT_THREADS = 320, AT_GRID = 336, AT_MAJOR = 360,
  AT_PROCESSORS = 384, AT_PROCESSOR_THREADS = 604, AT_SHARED_OPTIN = 672, PROPERTIES = 1008
};

static size_t number(const char *variable, size_t otherwise) {
  const char *text = getenv(variable);
  return text ? strtoull(text, 0, 10) : otherwise;
}
static size_t memory(void) { return number("STUB_MEMORY", (size_t) 8 << 30); }
static int devices(void) { return (int) number("STUB_GPUS", 1); }
static size_t used;
static __thread int current;

static int handle(void **out) { *out = calloc(1, 4096); return 0; }
static int zeroed(void **out, size_t bytes) { *out = calloc(1, bytes ? bytes : 1); return *out ? 0 : OUT_OF_MEMORY; }
static int freed(void *p) { free(p); return 0; }

int cudaMalloc(void **out, size_t bytes) {
  if (used + bytes > memory()) return OUT_OF_MEMORY;
  used += bytes;
  return zeroed(out, bytes);
}
int cudaMallocHost(void **out, size_t bytes) { return zeroed(out, bytes); }
int cudaHostAlloc(void **out, size_t bytes, unsigned flags) { (void) flags; return zeroed(out, bytes); }
int cudaMallocFromPoolAsync(void **out, size_t bytes, void *pool, void *stream) { (void) pool; (void) stream; return zeroed(out, bytes); }
int cudaFree(void *p) { return freed(p); }
int cudaFreeHost(void *p) { return freed(p); }
int cudaFreeAsync(void *p, void *stream) { (void) stream; return freed(p); }
int cudaMemGetInfo(size_t *left, size_t *total) { *total = memory(); *left = memory() - used; return 0; }
int cudaMemcpy(void *to, const void *from, size_t bytes, int kind) { (void) kind; memmove(to, from, bytes); return 0; }
int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream) { (void) kind; (void) stream; memmove(to, from, bytes); return 0; }
int cudaMemcpy2DAsync(char *to, size_t toPitch, const char *from, size_t fromPitch, size_t width, size_t height, int kind, void *stream) {
  (void) kind; (void) stream;
  for (size_t row = 0; row < height; row++) memmove(to + row * toPitch, from + row * fromPitch, width);
  return 0;
}
int cudaMemset(void *p, int value, size_t bytes) { memset(p, value, bytes); return 0; }
int cudaMemsetAsync(void *p, int value, size_t bytes, void *stream) { (void) stream; memset(p, value, bytes); return 0; }

int cudaGetDeviceCount(int *count) { *count = devices(); return 0; }
int cudaGetDevice(int *device) { *device = current; return 0; }
int cudaSetDevice(int device) { if (device >= devices()) return INVALID_DEVICE; current = device; return 0; }
int cudaDriverGetVersion(int *version) { *version = 13000; return 0; }
int cudaRuntimeGetVersion(int *version) { *version = 13000; return 0; }
int cudaDeviceGetAttribute(int *value, int attribute, int device) {
  (void) device;
  *value = attribute == MAJOR ? 9 : attribute == PROCESSORS ? 132 : attribute == MAX_THREADS ? 1024 : 0;
  return 0;
}
static void put(char *properties, int at, int value) { memcpy(properties + at, &value, sizeof value); }
int cudaGetDeviceProperties(char *properties, int device) {
  size_t total = memory(), shared = 49152;
  (void) device;
  memset(properties, 0, PROPERTIES);
  strcpy(properties + AT_NAME, "stub");
  memcpy(properties + AT_MEMORY, &total, sizeof total);
  memcpy(properties + AT_SHARED, &shared, sizeof shared);
  memcpy(properties + AT_SHARED_OPTIN, &shared, sizeof shared);
  put(properties, AT_WARP, 32);
  put(properties, AT_THREADS, 1024);
  put(properties, AT_GRID, 2147483647);
  put(properties, AT_GRID + 4, 65535);
  put(properties, AT_GRID + 8, 65535);
  put(properties, AT_MAJOR, 9);
  put(properties, AT_PROCESSORS, 132);
  put(properties, AT_PROCESSOR_THREADS, 2048);
  return 0;
}
const char *cudaGetErrorName(int error) { return error == OUT_OF_MEMORY ? "cudaErrorMemoryAllocation" : "cudaError"; }
const char *cudaGetErrorString(int error) { return error == OUT_OF_MEMORY ? "out of memory" : "an error of the stub"; }

int cudaStreamCreate(void **out) { return handle(out); }
int cudaStreamCreateWithFlags(void **out, unsigned flags) { (void) flags; return handle(out); }
int cudaEventCreate(void **out) { return handle(out); }
int cudaEventCreateWithFlags(void **out, unsigned flags) { (void) flags; return handle(out); }
int cudaStreamIsCapturing(void *stream, int *status) { (void) stream; *status = 0; return 0; }
int cudaLaunchHostFunc(void *stream, void (*function)(void *), void *data) { (void) stream; function(data); return 0; }
int cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, const void *f, int size, size_t shared, unsigned flags) {
  (void) f; (void) size; (void) shared; (void) flags;
  *blocks = 2;
  return 0;
}
void **__cudaRegisterFatBinary(void *binary) { (void) binary; return calloc(1, 64); }

int cublasCreate_v2(void **out) { return handle(out); }
int cublasLtCreate(void **out) { return handle(out); }
int cublasLtMatmulDescCreate(void **out) { return handle(out); }
int cublasLtMatmulPreferenceCreate(void **out) { return handle(out); }
int cublasLtMatrixLayoutCreate(void **out) { return handle(out); }
int cublasLtMatrixTransformDescCreate(void **out) { return handle(out); }
const char *cublasGetStatusName(int status) { (void) status; return "stub"; }
const char *cublasGetStatusString(int status) { (void) status; return "stub"; }

int cudnnCreate(void **out) { return handle(out); }
int cudnnBackendCreateDescriptor(int type, void **out) { (void) type; return handle(out); }
int cudnnCreateActivationDescriptor(void **out) { return handle(out); }
int cudnnCreateConvolutionDescriptor(void **out) { return handle(out); }
int cudnnCreateDropoutDescriptor(void **out) { return handle(out); }
int cudnnCreateFilterDescriptor(void **out) { return handle(out); }
int cudnnCreateLRNDescriptor(void **out) { return handle(out); }
int cudnnCreatePoolingDescriptor(void **out) { return handle(out); }
int cudnnCreateReduceTensorDescriptor(void **out) { return handle(out); }
int cudnnCreateRNNDataDescriptor(void **out) { return handle(out); }
int cudnnCreateRNNDescriptor(void **out) { return handle(out); }
int cudnnCreateTensorDescriptor(void **out) { return handle(out); }
/* One plan for every operation, whose numbers are all 0. */
int cudnnBackendGetAttribute(void *descriptor, int name, int type, long asked, long *count, void *values) {
  (void) descriptor; (void) name; (void) asked;
  if (count) *count = 1;
  if (values && type != DESCRIPTOR_TYPE) memset(values, 0, 8);
  return 0;
}
size_t cudnnGetVersion(void) { return 92400; }
size_t cudnnGetCudartVersion(void) { return 13000; }
size_t cudnnGetMaxDeviceVersion(void) { return 1210; }
const char *cudnnGetErrorString(int status) { (void) status; return "stub"; }
void cudnnGetLastErrorString(char *text, size_t size) { if (size) text[0] = 0; }
