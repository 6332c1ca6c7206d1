#pragma once
/// \file
/// A growing array for the insides of algorithms.
///
/// What a std::vector can do, as far as algorithms need it. A compiler spends 10 ms on every type that std::vector
/// holds in a function that is no template, whether it is called or not; on a List it spends half a millisecond.

#include <limn/core/config.hpp>

#include <cstddef>
#include <new>
#include <utility>

namespace limn {
inline namespace LIMN_ABI {
namespace detail {

/// Elements one after another. A pointer to one is good until the list grows.
template <class T>
class List {
 public:
  List() = default;
  /// Zeros, or what T is without a value.
  explicit List(std::size_t count) { resize(count); }
  List(std::size_t count, T value) { resize(count, value); }
  List(const List& other) {
    reserve(other.size_);
    T* const to = data_;
    for (std::size_t i = 0; i < other.size_; ++i) new (static_cast<void*>(to + i)) T(other.data_[i]);
    size_ = other.size_;
  }
  List(List&& other) noexcept { swap(other); }
  List& operator=(const List& other) {
    List copy(other);
    swap(copy);
    return *this;
  }
  List& operator=(List&& other) noexcept {
    swap(other);
    return *this;
  }
  ~List() {
    shrink(0);
    ::operator delete(data_);
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] T* begin() { return data_; }
  [[nodiscard]] const T* begin() const { return data_; }
  [[nodiscard]] T* end() { return data_ + size_; }
  [[nodiscard]] const T* end() const { return data_ + size_; }
  [[nodiscard]] T& operator[](std::size_t i) { return data_[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return data_[i]; }
  [[nodiscard]] T& front() { return data_[0]; }
  [[nodiscard]] const T& front() const { return data_[0]; }
  [[nodiscard]] T& back() { return data_[size_ - 1]; }
  [[nodiscard]] const T& back() const { return data_[size_ - 1]; }

  void push_back(T value) {
    if (size_ == capacity_) reserve(size_ < 8 ? 8 : 2 * size_);
    new (static_cast<void*>(data_ + size_)) T(std::move(value));
    ++size_;
  }
  void pop_back() { shrink(size_ - 1); }
  void clear() { shrink(0); }

  /// New elements at the end are zeros, or what T is without a value.
  void resize(std::size_t count) {
    if (count < size_) return shrink(count);
    reserve(count);
    T* const to = data_;
    for (std::size_t i = size_; i < count; ++i) new (static_cast<void*>(to + i)) T();
    size_ = count;
  }
  void resize(std::size_t count, T value) {
    if (count < size_) return shrink(count);
    reserve(count);
    T* const to = data_;
    for (std::size_t i = size_; i < count; ++i) new (static_cast<void*>(to + i)) T(value);
    size_ = count;
  }
  void assign(std::size_t count, T value) {
    clear();
    resize(count, value);
  }

  /// Room for `count` elements.
  void reserve(std::size_t count) {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    if (count <= capacity_) return;
    if (count > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_alloc();
    T* const room = static_cast<T*>(::operator new(count * sizeof(T)));
    for (std::size_t i = 0; i < size_; ++i) {
      new (static_cast<void*>(room + i)) T(std::move(data_[i]));
      data_[i].~T();
    }
    ::operator delete(data_);
    data_ = room;
    capacity_ = count;
  }

  void swap(List& other) noexcept {
    T* const data = data_;
    data_ = other.data_;
    other.data_ = data;
    const std::size_t size = size_, capacity = capacity_;
    size_ = other.size_;
    capacity_ = other.capacity_;
    other.size_ = size;
    other.capacity_ = capacity;
  }

 private:
  void shrink(std::size_t count) {
    while (size_ > count) data_[--size_].~T();
  }

  T* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace detail
}  // namespace LIMN_ABI
}  // namespace limn
