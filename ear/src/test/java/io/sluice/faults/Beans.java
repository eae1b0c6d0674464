package io.sluice.faults;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.TimerService;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/**
 * The application's beans, put together by their annotations as the container does it: one instance of each, which is all
 * they need, as none keeps anything of a call.
 */
final class Beans {
    private final Map<Class<?>, Object> made = new HashMap<>();
    private final Map<String, Object> resources;
    private final Timers timers;
    private final EntityManager entities = entities();

    /** @param resources by the names they are looked up by */
    Beans(Map<String, Object> resources, Timers timers) {
        this.resources = Map.copyOf(resources);
        this.timers = timers;
    }

    /** The bean of a class; its methods go through {@link Interception}. */
    synchronized <T> T get(Class<T> type) {
        Object bean = made.get(type);
        if (bean == null) {
            bean = Enhanced.instance(type);
            made.put(type, bean);
            try {
                inject(type, bean);
            } catch (IllegalAccessException e) {
                throw new LinkageError("cannot put together " + type, e);
            }
        }
        return type.cast(bean);
    }

    /** Has a bean do what it does at the start of its life. */
    void begin(Class<?> type) throws Exception {
        Object bean = get(type);
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(PostConstruct.class)) {
                method.setAccessible(true);
                Interception.scoped(bean, method, () -> method.invoke(bean));
            }
        }
    }

    private void inject(Class<?> type, Object bean) throws IllegalAccessException {
        for (Field field : type.getDeclaredFields()) {
            Object value = null;
            if (field.isAnnotationPresent(EJB.class)) {
                value = get(field.getType());
            } else if (field.isAnnotationPresent(PersistenceContext.class)) {
                value = entities;
            } else if (field.getType() == TimerService.class) {
                value = timers.of(type, bean);
            } else if (field.isAnnotationPresent(Resource.class)) {
                value = resources.get(field.getAnnotation(Resource.class).lookup());
                if (value == null) {
                    throw new LinkageError("nothing is bound for " + field);
                }
            }
            if (value != null) {
                field.setAccessible(true);
                field.set(bean, value);
            }
        }
    }

    private static EntityManager entities() {
        return (EntityManager) Proxy.newProxyInstance(
                Beans.class.getClassLoader(), new Class<?>[] {EntityManager.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(Scope.current().entities(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
