#include "memory.hpp"

#include <cstdlib>
#include <new>

#if defined(LIMN_COMPARE_COUNTS_MEMORY)
#include <malloc.h>
#endif

namespace comparison {
namespace {

thread_local std::ptrdiff_t held = 0, peak = 0;

}  // namespace

std::ptrdiff_t held_bytes() { return held; }
std::ptrdiff_t peak_bytes() { return peak; }
void restart_peak() { peak = held; }

#if defined(LIMN_COMPARE_COUNTS_MEMORY)

bool counts_memory() { return true; }

namespace {

void* taken(void* block) {
  if (block == nullptr) return nullptr;
  held += static_cast<std::ptrdiff_t>(malloc_usable_size(block));
  if (held > peak) peak = held;
  return block;
}

void given_back(void* block) {
  if (block != nullptr) held -= static_cast<std::ptrdiff_t>(malloc_usable_size(block));
}

}  // namespace
}  // namespace comparison

// What the linker calls in place of the functions of the C library, under the names that its --wrap prescribes.
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* block, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
int __real_posix_memalign(void** block, std::size_t alignment, std::size_t size);
void __real_free(void* block);

void* __wrap_malloc(std::size_t size);
void* __wrap_calloc(std::size_t count, std::size_t size);
void* __wrap_realloc(void* block, std::size_t size);
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size);
int __wrap_posix_memalign(void** block, std::size_t alignment, std::size_t size);
void __wrap_free(void* block);

void* __wrap_malloc(std::size_t size) { return comparison::taken(__real_malloc(size)); }
void* __wrap_calloc(std::size_t count, std::size_t size) { return comparison::taken(__real_calloc(count, size)); }
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  return comparison::taken(__real_aligned_alloc(alignment, size));
}
int __wrap_posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  const int error = __real_posix_memalign(block, alignment, size);
  if (error == 0) comparison::taken(*block);
  return error;
}
void* __wrap_realloc(void* block, std::size_t size) {
  const std::size_t before = block == nullptr ? 0 : malloc_usable_size(block);
  void* const moved = __real_realloc(block, size);
  if (moved == nullptr) return nullptr;
  comparison::held -= static_cast<std::ptrdiff_t>(before);
  return comparison::taken(moved);
}
void __wrap_free(void* block) {
  comparison::given_back(block);
  __real_free(block);
}
}

// The C++ library's own calls are not wrapped, so its operators come to the functions above through these.
void* operator new(std::size_t size) {
  if (void* const block = std::malloc(size > 0 ? size : 1)) return block;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  if (void* const block = std::aligned_alloc(step, (size + step - 1) / step * step)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { std::free(block); }

#else

bool counts_memory() { return false; }

}  // namespace comparison

#endif
